/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On which pixels around a hole its fill depends, and in which orientations they are seen. */
#undef G_DISABLE_ASSERT
#include "repairs.h"

/* Holes far apart are filled one by one, each from its own surroundings: filling the second does
 * not change the first. */
static void
test_far_apart (gconstpointer data)
{
  enum { LONG = 200 };
  const Repair *repair = data;
  float one[LONG] = {0.0f}, both[LONG] = {0.0f};
  Watch first = {0}, second = {0};
  NcsnTaskOptions options = {.class_index = -1, .seed = 9, .progress = watch};
  g_autofree float *a = random_picture (LONG * CHANNELS);
  g_autofree float *b = g_memdup2 (a, LONG * CHANNELS * sizeof (float));

  one[4] = both[4] = both[190] = 1.0f;
  options.progress_data = &first;
  g_assert_true (repair_picture (repair, LONG, 1, one, &options, a, NULL));
  options.progress_data = &second;
  g_assert_true (repair_picture (repair, LONG, 1, both, &options, b, NULL));
  g_assert_true (same (a, b, 190 * CHANNELS));
  g_assert_false (same (a + 190 * CHANNELS, b + 190 * CHANNELS, CHANNELS));
  g_assert_cmpuint (second.total, ==, first.total); /* small holes go side by side */
}

/* A fill depends on the pixels around it in its cell or region, and on no others. */
static void
test_context (gconstpointer data)
{
  float mask[PIXELS] = {0.0f};
  g_autofree float *picture = wild_picture ();
  g_autofree float *near = g_memdup2 (picture, SIZE * sizeof (float));
  g_autofree float *far = g_memdup2 (picture, SIZE * sizeof (float));
  const gsize filled = 2 * WIDTH * CHANNELS;

  for (gsize x = 0; x < 6; x++)
    mask[2 * WIDTH + x] = 1.0f;
  near[(2 * WIDTH + 6) * CHANNELS] = 1.0f - near[(2 * WIDTH + 6) * CHANNELS];
  far[(2 * WIDTH + CELL) * CHANNELS] = 1.0f - far[(2 * WIDTH + CELL) * CHANNELS];
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, picture, NULL));
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, near, NULL));
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, far, NULL));
  g_assert_false (same (picture + filled, near + filled, 6 * CHANNELS));
  g_assert_true (same (picture + filled, far + filled, 6 * CHANNELS));
}

/* A wider context is seen when asked for, and then matters. */
static void
test_wider_context (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options = options_for (model, 9);
  float mask[PIXELS] = {0.0f};

  mask[2 * WIDTH + 2] = 1.0f;
  for (int context = 6; context <= 7; context++) {
    g_autofree float *one = random_picture (SIZE);
    g_autofree float *other = random_picture (SIZE);

    other[(2 * WIDTH + 9) * CHANNELS] = 1.0f - other[(2 * WIDTH + 9) * CHANNELS];
    for (guint i = 0; i < 2; i++)
      g_assert_true (ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask,
                                   &(NcsnInpaintOptions){.context = context, .passes = 1}, &options,
                                   i == 0 ? one : other, NULL));
    g_assert_cmpint (
        same (one + (2 * WIDTH + 2) * CHANNELS, other + (2 * WIDTH + 2) * CHANNELS, CHANNELS), ==,
        context == 6);
  }
}

/* A network that errs differently in each orientation gives another fill when it sees the picture
 * in several. */
static void
test_orientations (gconstpointer data)
{
  const Repair *as_it_lies = data;
  Repair turned = *as_it_lies;
  float mask[PIXELS] = {0.0f};
  g_autofree float *one = random_picture (SIZE), *other = random_picture (SIZE);
  gsize different = 0;

  turned.symmetry.turned = TRUE;
  scattered_mask (mask);
  g_assert_true (repair_picture (as_it_lies, WIDTH, HEIGHT, mask, NULL, one, NULL));
  g_assert_true (repair_picture (&turned, WIDTH, HEIGHT, mask, NULL, other, NULL));
  for (gsize i = 0; i < SIZE; i++)
    different += one[i] != other[i];
  g_assert_cmpuint (different, >, 0);
}

int
main (int argc, char **argv)
{
  const RepairTest tests[] = {{"far-apart", test_far_apart},
                              {"context", test_context},
                              {"orientations", test_orientations}};

  g_test_init (&argc, &argv, NULL);
  add_repair_tests (tests, G_N_ELEMENTS (tests));
  g_test_add_func ("/inpaint/wider-context", test_wider_context);
  return g_test_run ();
}
