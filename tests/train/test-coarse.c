/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models with a coarse view: scores that see it, the views of training pictures, and a training. */
#undef G_DISABLE_ASSERT
#include "train/training-view.h"

#include <math.h>
#include <string.h>

#include "compare.h"
#include "ncsn/error.h"
#include "ncsn/view.h"
#include "small-training.h"

enum { PICTURES = 4, PIXELS = NCSN_TEST_PIXELS, SIZE = PICTURES * PIXELS };

static const NcsnShape shape = {PICTURES, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};

/* A model of patches of 8 × 8 pixels whose weights are all random. */
static NcsnModel *
plain_model (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  NcsnModelConfig config = model->config;

  config.patches = TRUE;
  return ncsn_model_new (&config, 1, NULL);
}

static NcsnModel *
coarse_model (void)
{
  g_autoptr (NcsnModel) plain = plain_model ();
  NcsnModel *model = ncsn_model_with_inputs (plain, FALSE, FALSE, TRUE, NULL);
  g_autofree float *values = ncsn_test_normal (model->parameters->size, 4);

  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.1f * values[i];
  return model;
}

static float *
score_of (const NcsnModel *model, const float *x, gsize n, const float *view)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, NULL, n, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);
  const NcsnKnown known = {.view = view};
  float *s = g_new (float, n *PIXELS);
  g_autoptr (GError) error = NULL;

  score.evaluate (x, (NcsnShape){n, shape.h, shape.w, 1}, 0.2, &known, s, score.data, &error);
  g_assert_no_error (error);
  return s;
}

/* A view with a mark; its colours are random. */
static float *
some_view (float mark)
{
  float *view = ncsn_test_normal (2 * SIZE, 9);

  for (gsize i = 1; i < 2 * SIZE; i += 2)
    view[i] = mark;
  return view;
}

static gboolean
same (const float *a, const float *b)
{
  return memcmp (a, b, SIZE * sizeof (float)) == 0;
}

/* No view is the mark 0, whatever the colours; a view counts with its colours, and each picture of
 * a batch has its own. */
static void
test_sees (void)
{
  g_autoptr (NcsnModel) model = coarse_model (), plain = plain_model ();
  g_autofree float *x = ncsn_test_normal (SIZE, 1);
  g_autofree float *zero = some_view (0), *one = some_view (1), *coarse = some_view (-1);
  g_autofree float *none = score_of (model, x, PICTURES, NULL);
  g_autofree float *marked = score_of (model, x, PICTURES, zero);
  g_autofree float *seen = score_of (model, x, PICTURES, one);
  g_autofree float *small = score_of (model, x, PICTURES, coarse);
  g_autofree float *last =
      score_of (model, x + (PICTURES - 1) * PIXELS, 1, one + 2 * (PICTURES - 1) * PIXELS);

  g_assert_true (same (none, marked));
  g_assert_false (same (none, seen) || same (none, small) || same (seen, small));
  for (gsize i = 0; i < PIXELS; i++)
    g_assert_cmpfloat_with_epsilon (last[i], seen[(PICTURES - 1) * PIXELS + i], 1e-5f);
  for (gsize i = 0; i < 2 * SIZE; i += 2)
    coarse[i] = one[i] = 0;
  g_autofree float *dark = score_of (model, x, PICTURES, coarse);
  g_autofree float *black = score_of (model, x, PICTURES, one);
  g_assert_true (same (small, dark));
  g_assert_false (same (seen, black));
  g_autofree float *ignored = score_of (plain, x, PICTURES, one);
  g_autofree float *alone = score_of (plain, x, PICTURES, NULL);
  g_assert_true (same (ignored, alone));
}

/* A new input changes no score before it is trained; its weights stay when others are added. */
static void
test_widened (void)
{
  g_autoptr (NcsnModel) plain = plain_model (), model = coarse_model ();
  g_autoptr (NcsnModel) wider = ncsn_model_with_inputs (plain, FALSE, FALSE, TRUE, NULL);
  g_autoptr (NcsnModel) all = ncsn_model_with_inputs (model, TRUE, TRUE, FALSE, NULL);
  g_autofree float *x = ncsn_test_normal (SIZE, 1), *view = some_view (1);
  g_autofree float *before = score_of (plain, x, PICTURES, NULL);
  g_autofree float *after = score_of (wider, x, PICTURES, view);
  g_autofree float *own = score_of (model, x, PICTURES, view);
  g_autofree float *kept = score_of (all, x, PICTURES, view);

  for (gsize i = 0; i < SIZE; i++) {
    g_assert_cmpfloat_with_epsilon (after[i], before[i], 1e-5f * (1 + fabsf (before[i])));
    g_assert_cmpfloat_with_epsilon (kept[i], own[i], 1e-4f * (1 + fabsf (own[i])));
  }
}

/* Half of the places have a view of their picture: for a ramp the ramp itself, but for noise of at
 * most a tenth, and pixels near the border, whose cells are not whole. */
static void
test_drawn (void)
{
  enum { SIDE = 40, PLACES = 200, EDGE = 6 };
  g_autofree float *picture = g_new (float, SIDE *SIDE * 3), *view = g_new (float, SIDE *SIDE * 4);
  guint counts[3] = {0};
  double sum = 0, square = 0;
  gsize numbers = 0;

  for (gsize i = 0; i < SIDE * SIDE * 3; i++)
    picture[i] = 0.01f * (float)(i / 3 / SIDE) + 0.005f * (float)(i / 3 % SIDE) * (float)(i % 3);
  for (guint place = 0; place < PLACES; place++) {
    ncsn_training_view_draw (5, 3, place, SIDE, SIDE, 3, picture, view);
    counts[(int)view[3] + 1]++;
    g_assert_true ((view[3] < 0) == ncsn_training_is_coarse (3, place));
    for (gsize i = 0; i < SIDE * SIDE; i++) {
      const gsize y = i / SIDE, x = i % SIDE;

      g_assert_cmpfloat (view[4 * i + 3], ==, view[3]);
      if (view[3] <= 0 || MIN (y, x) < EDGE || MAX (y, x) >= SIDE - EDGE)
        continue;
      for (gsize c = 0; c < 3; c++, numbers++) {
        const double error = (double)(view[4 * i + c] - picture[3 * i + c]);

        sum += error;
        square += error * error;
      }
    }
  }
  g_assert_cmpuint (counts[0], ==, 3 * PLACES / 10);
  g_assert_cmpuint (counts[1], ==, 2 * PLACES / 10);
  g_assert_cmpuint (counts[2], ==, 5 * PLACES / 10);
  /* Levels from 0 to 0.1 have the mean square 0.1²/3; interpolation lowers it to (2/3)² of that, a
   * little more for four pixels a cell. */
  g_assert_cmpfloat (fabs (sum / (double)numbers), <, 0.002);
  g_assert_cmpfloat_with_epsilon (sqrt (square / (double)numbers), sqrt (0.01 / 3) * 0.66, 0.006);
}

/* Views differ in their offsets: the view of stripes as wide as a cell is strong at some places and
 * weak at others. */
static void
test_offsets (void)
{
  enum { SIDE = 36, PLACES = 400, EDGE = 6, INNER = SIDE - 2 * EDGE };
  g_autofree float *picture = g_new (float, SIDE *SIDE), *view = g_new (float, SIDE *SIDE * 2);
  double weakest = 1, strongest = 0;

  for (gsize i = 0; i < SIDE * SIDE; i++)
    picture[i] = (float)(i % SIDE / NCSN_COARSE % 2);
  for (guint place = 0; place < PLACES; place++) {
    double sum = 0, square = 0;

    ncsn_training_view_draw (6, 0, place, SIDE, SIDE, 1, picture, view);
    if (view[1] <= 0)
      continue;
    for (gsize i = 0; i < INNER * INNER; i++) {
      const gsize at = (EDGE + i / INNER) * SIDE + EDGE + i % INNER;
      sum += (double)view[2 * at] / (INNER * INNER);
      square += (double)view[2 * at] * (double)view[2 * at] / (INNER * INNER);
    }
    strongest = MAX (strongest, sqrt (square - sum * sum));
    weakest = MIN (weakest, sqrt (square - sum * sum));
  }
  g_assert_cmpfloat (strongest, >, 0.25);
  g_assert_cmpfloat (weakest, <, 0.1);
}

/* After a training on pictures that differ coarsely, the view helps at large noise. */
static void
test_helps (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModel) plain = plain_model ();
  g_autoptr (NcsnModel) model = ncsn_model_with_inputs (plain, FALSE, FALSE, TRUE, NULL);
  NcsnTrainConfig config = ncsn_test_training (16, 200);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  const double sigmas[PICTURES] = {1, 1, 1, 1};
  g_autofree float *x = g_new (float, SIZE), *z = ncsn_test_normal (SIZE, 2);
  g_autofree float *views = g_new (float, 2 * SIZE);
  double losses[2];

  ncsn_test_steps (trainer, 200);
  for (guint i = 0; i < PICTURES; i++) {
    ncsn_test_picture (i, x + i * PIXELS);
    ncsn_training_view_draw (1, 0, 5 + i, shape.h, shape.w, 1, x + i * PIXELS,
                             views + 2 * i * PIXELS);
    g_assert_cmpfloat (views[2 * i * PIXELS + 1], ==, 1);
  }
  for (guint seen = 0; seen < 2; seen++) {
    g_autoptr (NcsnObjective) dsm = ncsn_objective_new (
        NCSN_LOSS_DSM, &model->config, model->parameters, shape, model->values, NULL, NULL);
    const NcsnObjectiveBatch batch = {
        .x = x, .z = z, .sigmas = sigmas, .views = seen ? views : NULL};

    g_assert_true (ncsn_objective_evaluate (dsm, &model->config, &batch, 1, FALSE, threads,
                                            &losses[seen], NULL));
  }
  g_test_message ("loss %g without a view, %g with it", losses[0], losses[1]);
  g_assert_cmpfloat (losses[1], <, 0.7 * losses[0]);
}

/* The loss of a step is that of the whole batch at once, whose pictures keep their views. */
static void
test_slices (void)
{
  enum { BATCH = 16 };
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModel) model = coarse_model ();
  NcsnTrainConfig config = ncsn_test_training (BATCH, 1);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, threads);
  g_autofree float *weights = g_memdup2 (model->values, model->parameters->size * sizeof (float));
  g_autoptr (NcsnObjective) dsm = ncsn_objective_new (
      NCSN_LOSS_DSM, &model->config, model->parameters,
      (NcsnShape){BATCH, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1}, weights, NULL, NULL);
  double loss;

  ncsn_test_steps (trainer, 1);
  const NcsnBatch *batch = trainer->current;
  const NcsnObjectiveBatch whole = {
      .x = batch->pictures, .z = batch->noise, .sigmas = batch->sigmas, .views = batch->views};
  g_assert_true (
      ncsn_objective_evaluate (dsm, &model->config, &whole, 1, FALSE, threads, &loss, NULL));
  g_assert_cmpfloat_with_epsilon (ncsn_trainer_loss (trainer), loss / PIXELS, 1e-5 * loss / PIXELS);
}

/* The same bits on one thread as on two. */
static void
test_same (void)
{
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1), two = ncsn_threads_new (2);
  g_autoptr (NcsnModel) a = coarse_model (), b = coarse_model ();
  NcsnTrainConfig config = ncsn_test_training (16, 4);
  g_autoptr (NcsnTrainer) first = ncsn_test_trainer (a, &config, one);
  g_autoptr (NcsnTrainer) second = ncsn_test_trainer (b, &config, two);

  ncsn_test_steps (first, 4);
  ncsn_test_steps (second, 4);
  ncsn_test_same_state (first, second);
}

static void
test_refused (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModel) model = coarse_model ();
  NcsnTrainConfig config = ncsn_test_training (8, 1);
  g_autoptr (GError) error = NULL;

  config.loss = NCSN_LOSS_SSM;
  g_assert_null (ncsn_trainer_new (model, &config, threads, ncsn_test_batch, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coarse/sees", test_sees);
  g_test_add_func ("/coarse/widened", test_widened);
  g_test_add_func ("/coarse/drawn", test_drawn);
  g_test_add_func ("/coarse/offsets", test_offsets);
  g_test_add_func ("/coarse/helps", test_helps);
  g_test_add_func ("/coarse/slices", test_slices);
  g_test_add_func ("/coarse/same", test_same);
  g_test_add_func ("/coarse/refused", test_refused);
  return g_test_run ();
}
