/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling by a network whose score is exact: independent pixels from N(0.5, 0.1²). */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "models.h"

/* Independent pixels: a filled one is N(0.5, 0.1²) whatever is around it. */
static void
test_exact (void)
{
  enum { SIDE = 40, N = SIDE * SIDE * CHANNELS };

  for (guint patches = 0; patches < 2; patches++) {
    g_autoptr (NcsnModel) model = white_model (0.5, 0.1, patches);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
    g_autofree float *picture = g_new0 (float, N);
    g_autofree float *mask = g_new0 (float, SIDE *SIDE);
    NcsnTaskOptions options;
    double sum = 0.0, square = 0.0;
    gsize count = 0;

    ncsn_task_options_init (&options, NCSN_PURPOSE_VARY, model);
    options.sampler.schedule.sigma_end = 0.01;
    for (gsize p = 0; p < SIDE * SIDE; p++)
      mask[p] = p % 3 == 0 || p / SIDE < 15;
    g_assert_true (ncsn_inpaint (model, threads, SIDE, SIDE, mask,
                                 &(NcsnInpaintOptions){.context = -1, .passes = 2}, &options,
                                 picture, NULL));
    for (gsize i = 0; i < N; i++)
      if (mask[i / CHANNELS] > 0.0f) {
        sum += picture[i];
        square += (picture[i] - 0.5) * (picture[i] - 0.5);
        count++;
      }
    g_test_message ("mean %.4f, deviation %.4f", sum / count, sqrt (square / count));
    g_assert_cmpfloat_with_epsilon (sum / count, 0.5, 0.01);
    g_assert_cmpfloat_with_epsilon (sqrt (square / count), 0.1, 0.005);
  }
}

/* With a linear score, fills from opposite noise differ by the same amount from the mean of all
 * fills, here that of the pixels around, in opposite directions: two give it exactly, where
 * independent ones were off by 0.07. */
static void
test_antithetic_fills (void)
{
  enum { WIDTH = 20, HEIGHT = 13, PIXELS = WIDTH * HEIGHT, SIZE = PIXELS * CHANNELS };

  for (guint patches = 0; patches < 2; patches++) {
    g_autoptr (NcsnModel) model = white_model (0.5, 0.1, patches);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
    float mask[PIXELS];

    for (gsize p = 0; p < PIXELS; p++)
      mask[p] = p % 7 == 3 || p == PIXELS - 1 ? 1.0f : 0.0f;
    for (guint fills = 1; fills <= 4; fills++) {
      NcsnTaskOptions options = options_for (model, 4);
      const NcsnInpaintOptions inpaint = {.context = -1, .mean = fills};
      g_autofree float *picture = g_new (float, SIZE);
      g_autoptr (GError) error = NULL;
      double largest = 0.0;

      for (gsize i = 0; i < SIZE; i++)
        picture[i] = 0.5f;
      ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask, &inpaint, &options, picture, &error);
      g_assert_no_error (error);
      for (gsize i = 0; i < SIZE; i++)
        if (mask[i / CHANNELS] > 0.0f)
          largest = MAX (largest, fabs (picture[i] - 0.5));
      g_test_message ("%u fills: off by %g at most", fills, largest);
      g_assert_cmpint (largest < 1e-5, ==, fills % 2 == 0);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inpaint/exact", test_exact);
  g_test_add_func ("/inpaint/opposite-fills", test_antithetic_fills);
  return g_test_run ();
}
