/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the model is evaluated for a fill: by the width of the hole, the passes, the cells. */
#undef G_DISABLE_ASSERT
#include "ncsn/error.h"
#include "repairs.h"

/* Evaluations of a chain that fills holes of this width: it starts from noise of w σ_d / 3. */
static guint64
evaluations_for (gboolean patches, double width)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, patches);
  NcsnTaskOptions options = options_for (model, 9);

  ncsn_sampler_begin_at (&options.sampler, width * ncsn_model_config (model)->data_sigma / 3.0);
  return ncsn_sampler_evaluations (&options.sampler, 1);
}

/* Wider holes take more noise levels than narrow ones. */
static void
test_hole_width (gconstpointer data)
{
  enum { WIDE = CELL - 2 };
  const Repair *repair = data;
  const guint64 narrow = evaluations_for (repair->patches, 1.0);
  const guint64 wide = evaluations_for (repair->patches, WIDE);
  float mask[PIXELS] = {0.0f};
  Watch watched[2] = {{0}, {0}};

  g_assert_cmpuint (narrow, <, wide);
  for (gsize i = 0; i < 2; i++) {
    NcsnTaskOptions options = {
        .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched[i]};
    g_autofree float *picture = random_picture (SIZE);

    /* A line, then a square, in one cell. */
    for (gsize p = 0; p < (i ? WIDE * WIDE : WIDE); p++)
      mask[(1 + p / WIDE) * WIDTH + 1 + p % WIDE] = 1.0f;
    g_assert_true (repair_picture (repair, WIDTH, HEIGHT, mask, &options, picture, NULL));
    g_assert_cmpuint (watched[i].total, ==, i ? wide : narrow);
  }
}

/* Evaluations for a hole of one pixel. */
static guint64
count_evaluations (const Repair *repair, guint passes)
{
  g_autoptr (NcsnModel) model = repair_model (repair);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = passes};
  NcsnTaskOptions options = options_for (model, 9);
  Watch watched = {0};
  float mask[PIXELS] = {[30] = 1.0f};
  g_autofree float *picture = random_picture (SIZE);

  options.progress = watch;
  options.progress_data = &watched;
  g_assert_true (
      ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask, &inpaint, &options, picture, NULL));
  g_assert_cmpuint (watched.done, ==, watched.total);
  return watched.total;
}

/* By default there are four passes through each level, or two for a model that sees holes. */
static void
test_default_passes (void)
{
  const Repair blind = {TRUE, -1.0, {0}, FALSE}, seeing = {TRUE, -1.0, {0}, TRUE};

  g_assert_cmpuint (count_evaluations (&blind, 0), ==, count_evaluations (&blind, 4));
  g_assert_cmpuint (count_evaluations (&seeing, 0), ==, count_evaluations (&seeing, 2));
  g_assert_cmpuint (count_evaluations (&seeing, 0), <, count_evaluations (&blind, 0));
}

/* One total over several chains: a second batch of cells, or a second canvas. */
static void
test_total (gconstpointer data)
{
  enum { LONG = 70 * CELL };
  const Repair *repair = data;
  float mask[LONG] = {0.0f};
  Watch watched = {0};
  NcsnTaskOptions options = {
      .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched};
  g_autofree float *picture = random_picture (LONG * CHANNELS);

  for (gsize x = 0; x < LONG; x++)
    mask[x] = repair->patches ? x % 300 < 12 : 1.0f;
  g_assert_true (repair_picture (repair, LONG, 1, mask, &options, picture, NULL));
  g_assert_cmpuint (watched.done, ==, watched.total);
  if (repair->strength < 0.0)
    g_assert_cmpuint (watched.total, ==, 2 * evaluations_for (repair->patches, 1.0));
}

/* Only cells with marked pixels are evaluated; here the partial one at the lower right. */
static void
test_corner (void)
{
  const Repair cells = {FALSE, -1.0, {0}, FALSE};
  float mask[PIXELS] = {0.0f};
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  Watch watched = {0};
  NcsnTaskOptions options = {
      .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched};
  g_autoptr (GError) error = NULL;

  mask[PIXELS - 1] = 1.0f;
  mask[PIXELS - 2] = 1.0f;
  repair_picture (&cells, WIDTH, HEIGHT, mask, &options, after, &error);
  g_assert_no_error (error);
  assert_changed_where (mask, before, after, PIXELS);
  g_assert_cmpuint (watched.total, ==, evaluations_for (FALSE, 1.0));
  g_assert_cmpuint (watched.done, ==, watched.total);
}

int
main (int argc, char **argv)
{
  const RepairTest tests[] = {{"total", test_total}};

  g_test_init (&argc, &argv, NULL);
  add_repair_tests (tests, G_N_ELEMENTS (tests));
  g_test_add_data_func ("/inpaint/whole/hole-width", &repairs[0], test_hole_width);
  g_test_add_data_func ("/inpaint/patches/hole-width", &repairs[1], test_hole_width);
  g_test_add_func ("/inpaint/default-passes", test_default_passes);
  g_test_add_func ("/inpaint/corner", test_corner);
  return g_test_run ();
}
