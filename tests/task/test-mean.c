/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mean of several fills: which chains it averages, and how its error falls. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "gaussian.h"
#include "models.h"
#include "run/score.h"

/* If set, tasks use the score of this Gaussian instead of the model's. */
static Gaussian *replacement;

NcsnScore __wrap_ncsn_task_score_function (NcsnTaskScore *score);
NcsnScore __real_ncsn_task_score_function (NcsnTaskScore *score);

NcsnScore
__wrap_ncsn_task_score_function (NcsnTaskScore *score)
{
  return replacement != NULL ? gaussian_score (replacement)
                             : __real_ncsn_task_score_function (score);
}

/* In a picture of `cells` cells side by side that are all alike, the cells' fills are chains number
 * 0, 1 … of the seed. */
static float *
fill_cells (guint cells, guint mean, guint n_threads)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, FALSE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = 2, .mean = mean};
  const NcsnTaskOptions options = options_for (model, 9);
  const gsize width = cells * CELL;
  g_autofree float *cell = random_picture (CELL_SIZE);
  g_autofree float *mask = g_new (float, width *CELL);
  float *picture = g_new (float, cells *CELL_SIZE);

  for (gsize p = 0; p < width * CELL; p++) {
    mask[p] = p % CELL > 2;
    memcpy (picture + p * CHANNELS, cell + (p / width * CELL + p % CELL) * CHANNELS,
            CHANNELS * sizeof (float));
  }
  g_assert_true (
      ncsn_inpaint (model, threads, width, CELL, mask, &inpaint, &options, picture, NULL));
  return picture;
}

/* The mean of N/2 chains and of those opposite to them, as the pairs are by themselves, and more
 * than one batch of either; the same bits on any number of threads. Held pixels stay. */
static void
test_of_which (void)
{
  enum { PAIRS = NCSN_TASK_BATCH + 3, FILLS = 2 * PAIRS };
  g_autofree float *pairs = fill_cells (PAIRS, 2, 1);
  g_autofree float *mean = fill_cells (1, FILLS, 1);
  g_autofree float *again = fill_cells (1, FILLS, 2);
  g_autofree float *before = random_picture (CELL_SIZE);

  for (gsize i = 0; i < CELL_SIZE; i++) {
    const gsize row = i / (CELL * CHANNELS), place = i % (CELL * CHANNELS);
    double sum = 0.0;

    for (gsize k = 0; k < PAIRS; k++)
      sum += pairs[(row * PAIRS + k) * CELL * CHANNELS + place];
    g_assert_cmpfloat_with_epsilon (mean[i], sum / PAIRS, 2e-6);
    if (place / CHANNELS <= 2)
      g_assert_cmpfloat (mean[i], ==, before[i]);
  }
  g_assert_true (same (mean, again, CELL_SIZE));
}

/* A pair of fills of a picture `width` wide; class -1: none is asked for. */
static float *
fill_pair (const NcsnModel *model, gsize width, guint64 seed, int class_index)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = 1, .mean = 2};
  NcsnTaskOptions options = options_for (model, seed);
  float *picture = random_picture (width * CELL_SIZE / CELL);
  g_autofree float *mask = g_new (float, width *CELL);

  for (gsize p = 0; p < width * CELL; p++)
    mask[p] = p % CELL > 2;
  options.class_index = class_index;
  g_assert_true (
      ncsn_inpaint (model, threads, width, CELL, mask, &inpaint, &options, picture, NULL));
  return picture;
}

/* Both of a pair are of one class, that of the first: as if it had been asked for. Of a batch of
 * cells, and of a canvas. */
static void
test_class_of_pair (void)
{
  for (int patches = FALSE; patches <= TRUE; patches++)
    for (guint64 seed = 0; seed < 6; seed++) {
      const gsize width = patches ? 3 * CELL : CELL;
      g_autoptr (NcsnModel) model = small_model (CLASSES, patches);
      guint drawn;

      ncsn_model_choose_classes (model, -1, seed, 0, &drawn, 1);
      g_autofree float *any = fill_pair (model, width, seed, -1);
      g_autofree float *same_class = fill_pair (model, width, seed, (int)drawn);
      g_autofree float *other = fill_pair (model, width, seed, (int)(drawn + 1) % CLASSES);
      g_assert_true (same (any, same_class, width * CELL_SIZE / CELL));
      g_assert_false (same (any, other, width * CELL_SIZE / CELL));
    }
}

static void
test_of_one (void)
{
  g_autofree float *fill = fill_cells (3, 0, 1);
  g_autofree float *mean = fill_cells (3, 1, 1);

  g_assert_true (same (fill, mean, 3 * CELL_SIZE));
}

/* Evaluations are counted over all: 70 fills of one cell are two batches, three of a canvas three
 * chains. */
static void
test_total (void)
{
  const struct {
    gsize width;
    guint mean, chains;
  } cases[] = {{CELL, NCSN_TASK_BATCH + 6, 2}, {3 * CELL, 3, 3}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const gsize width = cases[i].width;
    g_autoptr (NcsnModel) model = small_model (CLASSES, TRUE);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
    const NcsnInpaintOptions inpaint = {.context = -1, .passes = 1, .mean = cases[i].mean};
    NcsnTaskOptions options = options_for (model, 9);
    g_autofree float *picture = random_picture (width * CELL_SIZE / CELL);
    g_autofree float *mask = g_new (float, width *CELL);
    Watch watched = {0};

    for (gsize p = 0; p < width * CELL; p++)
      mask[p] = p % CELL != 0;
    options.progress = watch;
    options.progress_data = &watched;
    g_assert_true (
        ncsn_inpaint (model, threads, width, CELL, mask, &inpaint, &options, picture, NULL));
    g_assert_cmpuint (watched.done, ==, watched.total);
    g_assert_cmpuint (watched.total, ==, 7 * cases[i].chains);
  }
}

enum { SIDE = 4, N = SIDE * SIDE, CELLS = 400 };

/* The mean of ‖x̄ - E(x|y)‖² over the cells, of which so many pixels in the middle are filled. */
static double
error_of_mean (guint fills, const Gaussian *conditional, const float *cell, const float *cell_mask)
{
  const gsize width = SIDE * CELLS;
  NcsnModelConfig config;
  g_autofree float *picture = g_new (float, width *SIDE);
  g_autofree float *mask = g_new (float, width *SIDE);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = 1, .mean = fills};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options;
  double sum = 0.0;

  ncsn_model_config_init (&config, SIDE, SIDE, 1);
  config.base_channels = 4;
  config.n_multipliers = 1;
  config.multipliers[0] = 1;
  config.n_attention = 0;
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, NULL);
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  ncsn_sampler_init (&options.sampler, NCSN_RULE_ANNEALED,
                     &(NcsnSchedule){0.5, 0.005, 40, 20, 2.5e-5, .denoise = TRUE});
  for (gsize p = 0; p < width * SIDE; p++) {
    picture[p] = cell[p / width * SIDE + p % SIDE];
    mask[p] = cell_mask[p / width * SIDE + p % SIDE];
  }
  g_assert_true (
      ncsn_inpaint (model, threads, width, SIDE, mask, &inpaint, &options, picture, NULL));
  for (gsize p = 0; p < width * SIDE; p++) {
    const double d = picture[p] - conditional->mean[p / width * SIDE + p % SIDE];

    sum += mask[p] > 0.0f ? d * d : 0.0;
  }
  return sum / CELLS;
}

/* Against the exact answer: the deviations of antithetic draws from the mean of a conditional
 * Gaussian cancel, so an even number is exact, and an odd one has the error of one draw: tr Σ/N².
 */
static void
test_error (void)
{
  g_autofree Gaussian *gaussian = g_new (Gaussian, 1), *conditional = g_new (Gaussian, 1);
  float cell[N], mask[N];
  double variance = 0.0;

  gaussian_init (gaussian, N, 0.5, 0.01, 0.8);
  for (gsize i = 0; i < N; i++) {
    cell[i] = 0.45f + 0.01f * (float)i;
    mask[i] = i % 5 > 0;
  }
  gaussian_condition (gaussian, cell, mask, conditional);
  for (gsize i = 0; i < N; i++)
    variance += conditional->covariance[i][i];
  replacement = gaussian;
  for (guint fills = 1; fills <= 4; fills++) {
    const double error = fills * fills * error_of_mean (fills, conditional, cell, mask) / variance;

    g_test_message ("mean of %u: N² times the squared error is %.4f of the variance", fills, error);
    g_assert_cmpfloat_with_epsilon (error, fills % 2, 0.05);
  }
  replacement = NULL;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mean/of-which", test_of_which);
  g_test_add_func ("/mean/class-of-pair", test_class_of_pair);
  g_test_add_func ("/mean/of-one", test_of_one);
  g_test_add_func ("/mean/total", test_total);
  g_test_add_func ("/mean/error", test_error);
  return g_test_run ();
}
