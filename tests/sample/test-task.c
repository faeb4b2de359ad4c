/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generating and inpainting with a network: which pixels are touched, and what the result may
 * depend on. The network is small and has random weights, so its pictures mean nothing. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/task.h"
#include "model/model-private.h"

enum { CELL = 8, CHANNELS = 3, CELL_SIZE = CELL * CELL * CHANNELS, CLASSES = 4 };

static NcsnModel *
small_model (guint n_classes)
{
  NcsnModelConfig config;
  NcsnModel *model;
  NcsnRandomKey key = {.seed = 1, .stream = NCSN_STREAM_WEIGHTS, .item = G_MAXUINT32};
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init (&config, CELL, CELL, CHANNELS);
  config.features = 4;
  config.n_multipliers = 2;
  config.multipliers[0] = config.multipliers[1] = 1;
  config.blocks = 1;
  config.n_attention = 0;
  config.n_classes = n_classes;
  config.schedule = (NcsnSchedule){2.0, 0.05, 3, 2, 0.004, TRUE};
  model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);

  /* A fresh network ends in zeros; moved away from there, every weight counts. */
  for (gsize i = 0; i < ncsn_model_n_parameters (model); i++) {
    float noise;

    ncsn_random_normal (key, i, 1, &noise);
    model->values[i] += 0.05f * noise;
  }
  return model;
}

static NcsnTaskOptions
options_for (const NcsnModel *model, guint64 seed)
{
  NcsnTaskOptions options;

  ncsn_task_options_init (&options, model);
  options.seed = seed;
  return options;
}

static float *
generate (const NcsnModel *model, guint n_threads, gsize count, NcsnTaskOptions options,
          guint *classes)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  g_autoptr (GError) error = NULL;
  float *pictures = g_new (float, count *CELL_SIZE);

  ncsn_generate (model, threads, count, &options, pictures, classes, &error);
  g_assert_no_error (error);
  return pictures;
}

/* Picture k of a seed is the same whether 3 or 70 are asked for; 70 takes two batches. */
static void
test_generate_counts (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES);
  guint few_classes[3], many_classes[70], distinct = 0;
  g_autofree float *few = generate (model, 2, 3, options_for (model, 5), few_classes);
  g_autofree float *many = generate (model, 2, 70, options_for (model, 5), many_classes);

  g_assert_cmpmem (few, 3 * CELL_SIZE * sizeof (float), many, 3 * CELL_SIZE * sizeof (float));
  g_assert_cmpmem (few_classes, sizeof few_classes, many_classes, sizeof few_classes);
  for (guint i = 0; i < 70; i++) {
    g_assert_cmpuint (many_classes[i], <, CLASSES);
    distinct |= 1u << many_classes[i];
  }
  g_assert_cmpuint (distinct, ==, (1u << CLASSES) - 1);
  for (gsize i = 0; i < 70 * CELL_SIZE; i++)
    g_assert_true (many[i] >= 0.0f && many[i] <= 1.0f);
  /* The second batch goes on where the first ended, it does not repeat it. */
  g_assert_cmpint (memcmp (many, many + NCSN_TASK_BATCH * CELL_SIZE, CELL_SIZE * sizeof (float)),
                   !=, 0);
}

static void
test_generate_threads (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES);
  g_autofree float *one = generate (model, 1, 5, options_for (model, 5), NULL);
  g_autofree float *two = generate (model, 2, 5, options_for (model, 5), NULL);

  g_assert_cmpmem (one, 5 * CELL_SIZE * sizeof (float), two, 5 * CELL_SIZE * sizeof (float));
}

/* The seed matters, and so does the class. */
static void
test_generate_options (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES);
  NcsnTaskOptions options = options_for (model, 5);
  g_autofree float *other = generate (model, 1, 1, options_for (model, 6), NULL);
  g_autofree float *zero = NULL, *three = NULL;
  guint classes[1];

  options.class_index = 0;
  zero = generate (model, 1, 1, options, NULL);
  options.class_index = 3;
  three = generate (model, 1, 1, options, classes);
  g_assert_cmpuint (classes[0], ==, 3);
  g_assert_cmpint (memcmp (zero, three, CELL_SIZE * sizeof (float)), !=, 0);
  g_assert_cmpint (memcmp (zero, other, CELL_SIZE * sizeof (float)), !=, 0);
}

static void
test_unconditional (void)
{
  g_autoptr (NcsnModel) model = small_model (0);
  guint classes[2] = {9, 9};
  g_autofree float *pictures = generate (model, 1, 2, options_for (model, 5), classes);

  g_assert_cmpuint (classes[0], ==, 0);
  g_assert_cmpuint (classes[1], ==, 0);
  g_assert_cmpint (memcmp (pictures, pictures + CELL_SIZE, CELL_SIZE * sizeof (float)), !=, 0);
}

static void
assert_generate_refused (guint n_classes, int class_index, gsize count, double epsilon,
                         const char *words)
{
  g_autoptr (NcsnModel) model = small_model (n_classes);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;
  NcsnTaskOptions options = options_for (model, 5);
  float picture[CELL_SIZE];

  options.class_index = class_index;
  options.sampler.schedule.epsilon = epsilon;
  g_assert_false (ncsn_generate (model, threads, count, &options, picture, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_generate_refusals (void)
{
  assert_generate_refused (CLASSES, CLASSES, 1, 0.004, "0 to 3");
  assert_generate_refused (0, 0, 1, 0.004, "no classes");
  assert_generate_refused (0, -1, 0, 0.004, "0 pictures");
  assert_generate_refused (0, -1, 1, 0.04, "ε is 0.04");
}

typedef struct {
  guint64 done, total, stop_at;
  GCancellable *cancellable;
} Watch;

static void
watch (const NcsnProgress *progress, gpointer data)
{
  Watch *watched = data;

  g_assert_cmpuint (progress->done, ==, watched->done + 1);
  watched->done = progress->done;
  watched->total = progress->total;
  if (watched->done == watched->stop_at)
    g_cancellable_cancel (watched->cancellable);
}

/* One count from 1 to the end, over both batches: 7 evaluations each. */
static void
test_progress (void)
{
  g_autoptr (NcsnModel) model = small_model (0);
  NcsnTaskOptions options = options_for (model, 5);
  Watch watched = {0};
  g_autofree float *pictures = NULL;

  options.progress = watch;
  options.progress_data = &watched;
  pictures = generate (model, 2, 70, options, NULL);
  g_assert_cmpuint (watched.done, ==, 14);
  g_assert_cmpuint (watched.total, ==, 14);
}

/* A picture of 20 × 13, so that cells hang over both edges, of random colours. */
enum { WIDTH = 20, HEIGHT = 13, PIXELS = WIDTH * HEIGHT };

static void
random_picture (float *picture)
{
  NcsnRandomKey key = {.seed = 3, .stream = NCSN_STREAM_AUGMENT};

  ncsn_random_uniform (key, 0, PIXELS * CHANNELS, picture);
  /* A float picture may hold values that a model has never seen. */
  picture[0] = -3.0f;
  picture[1] = INFINITY;
}

static gboolean
inpaint (guint n_threads, const float *mask, const NcsnTaskOptions *given, float *picture,
         GError **error)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  NcsnTaskOptions options = given ? *given : options_for (model, 9);

  if (given)
    ncsn_sampler_init (&options.sampler, NCSN_RULE_ANNEALED, &ncsn_model_config (model)->schedule);
  return ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask, &(NcsnInpaintOptions){-1, 1}, &options, picture, error);
}

/* Of each pixel: is it as before, bit for bit? */
static void
assert_changed_where (const float *mask, const float *before, const float *after)
{
  for (gsize p = 0; p < PIXELS; p++) {
    gboolean same =
        memcmp (before + p * CHANNELS, after + p * CHANNELS, CHANNELS * sizeof (float)) == 0;

    g_assert_cmpint (same, ==, mask[p] == 0.0f);
    for (gsize c = 0; c < CHANNELS; c++)
      if (mask[p] > 0.0f)
        g_assert_true (after[p * CHANNELS + c] >= 0.0f && after[p * CHANNELS + c] <= 1.0f);
  }
}

/* Marks some pixels over several cells, softly, the last row and column included. */
static void
scattered_mask (float *mask)
{
  for (gsize p = 0; p < PIXELS; p++)
    mask[p] = p % 7 == 3 ? 0.25f : 0.0f;
  mask[PIXELS - 1] = 1.0f;
}

static void
test_inpaint_touches (void)
{
  float mask[PIXELS], before[PIXELS * CHANNELS], one[PIXELS * CHANNELS], two[PIXELS * CHANNELS];
  g_autoptr (GError) error = NULL;

  scattered_mask (mask);
  random_picture (before);
  memcpy (one, before, sizeof before);
  memcpy (two, before, sizeof before);
  inpaint (1, mask, NULL, one, &error);
  g_assert_no_error (error);
  inpaint (2, mask, NULL, two, &error);
  g_assert_no_error (error);
  assert_changed_where (mask, before, one);
  g_assert_cmpmem (one, sizeof one, two, sizeof two);
}

/* Only cells with something to fill cost anything; here the partial one at the lower right. */
static void
test_inpaint_corner (void)
{
  float mask[PIXELS] = {0.0f}, before[PIXELS * CHANNELS], after[PIXELS * CHANNELS];
  Watch watched = {0};
  NcsnTaskOptions options = {
      .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched};
  g_autoptr (GError) error = NULL;

  mask[PIXELS - 1] = 1.0f;
  mask[PIXELS - 2] = 1.0f;
  random_picture (before);
  memcpy (after, before, sizeof before);
  inpaint (1, mask, &options, after, &error);
  g_assert_no_error (error);
  assert_changed_where (mask, before, after);
  g_assert_cmpuint (watched.total, ==, 7);
  g_assert_cmpuint (watched.done, ==, 7);
}

/* What is filled follows from the pixels around it in the cell, and from no others. */
static void
test_inpaint_context (void)
{
  float mask[PIXELS] = {0.0f}, picture[PIXELS * CHANNELS], near[PIXELS * CHANNELS];
  float far[PIXELS * CHANNELS];
  const gsize filled = 2 * WIDTH * CHANNELS, size = 6 * CHANNELS * sizeof (float);

  for (gsize x = 0; x < 6; x++)
    mask[2 * WIDTH + x] = 1.0f;
  random_picture (picture);
  memcpy (near, picture, sizeof picture);
  memcpy (far, picture, sizeof picture);
  near[(2 * WIDTH + 6) * CHANNELS] = 1.0f - near[(2 * WIDTH + 6) * CHANNELS];
  far[(2 * WIDTH + CELL) * CHANNELS] = 1.0f - far[(2 * WIDTH + CELL) * CHANNELS];
  g_assert_true (inpaint (1, mask, NULL, picture, NULL));
  g_assert_true (inpaint (1, mask, NULL, near, NULL));
  g_assert_true (inpaint (1, mask, NULL, far, NULL));
  g_assert_cmpint (memcmp (picture + filled, near + filled, size), !=, 0);
  g_assert_cmpmem (picture + filled, size, far + filled, size);
}

static void
test_inpaint_refusals (void)
{
  float mask[PIXELS] = {0.0f}, before[PIXELS * CHANNELS], after[PIXELS * CHANNELS];
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) nan = NULL;

  random_picture (before);
  memcpy (after, before, sizeof before);
  g_assert_false (inpaint (1, mask, NULL, after, &empty));
  g_assert_error (empty, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_cmpmem (after, sizeof after, before, sizeof before);

  mask[1] = 1.0f;
  after[2 * CHANNELS] = NAN;
  g_assert_false (inpaint (1, mask, NULL, after, &nan));
  g_assert_error (nan, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (nan->message, "column 2, row 0"));
  after[2 * CHANNELS] = before[2 * CHANNELS];
  g_assert_cmpmem (after, sizeof after, before, sizeof before);
}

static void
test_inpaint_cancelled (void)
{
  float mask[PIXELS], before[PIXELS * CHANNELS], after[PIXELS * CHANNELS];
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watched = {.stop_at = 4, .cancellable = cancellable};
  NcsnTaskOptions options = {
      .class_index = 0, .progress = watch, .progress_data = &watched, .cancellable = cancellable};
  g_autoptr (GError) error = NULL;

  scattered_mask (mask);
  random_picture (before);
  memcpy (after, before, sizeof before);
  g_assert_false (inpaint (1, mask, &options, after, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watched.done, ==, 4);
  g_assert_cmpmem (after, sizeof after, before, sizeof before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/task/generate/counts", test_generate_counts);
  g_test_add_func ("/task/generate/threads", test_generate_threads);
  g_test_add_func ("/task/generate/options", test_generate_options);
  g_test_add_func ("/task/generate/unconditional", test_unconditional);
  g_test_add_func ("/task/generate/refusals", test_generate_refusals);
  g_test_add_func ("/task/generate/progress", test_progress);
  g_test_add_func ("/task/inpaint/touches", test_inpaint_touches);
  g_test_add_func ("/task/inpaint/corner", test_inpaint_corner);
  g_test_add_func ("/task/inpaint/context", test_inpaint_context);
  g_test_add_func ("/task/inpaint/refusals", test_inpaint_refusals);
  g_test_add_func ("/task/inpaint/cancelled", test_inpaint_cancelled);
  return g_test_run ();
}
