/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise taken off part by part, and the choice between the kinds of noise. */
#undef G_DISABLE_ASSERT
#include "ncsn/noise.h"

#include <string.h>

#include "models.h"

/* Copies an area out of a picture of this width, or back into it. */
static void
copy_area (float *picture, gsize width, const NcsnArea *area, float *pixels, gsize row, gboolean in)
{
  for (gsize y = 0; y < area->height; y++) {
    float *line = picture + ((area->y + y) * width + area->x) * CHANNELS;
    const gsize size = area->width * CHANNELS * sizeof (float);

    if (in)
      memcpy (line, pixels + y * row * CHANNELS, size);
    else
      memcpy (pixels + y * row * CHANNELS, line, size);
  }
}

/* The cores, each from its block alone, make the picture that all at once makes. */
static void
check_parts (const NcsnModel *model, gsize width, gsize height, guint count)
{
  const gsize size = width * height * CHANNELS;
  const NcsnFoundNoise noise = {.sigma = 0.2};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *before = random_picture (size), *joined = g_new0 (float, size);
  g_autofree float *whole = g_memdup2 (before, size * sizeof (float));
  g_autoptr (GArray) parts = ncsn_noise_parts (model, width, height);

  g_assert_cmpuint (parts->len, ==, count);
  for (guint i = 0; i < parts->len; i++) {
    const NcsnNoisePart *part = &g_array_index (parts, NcsnNoisePart, i);
    const NcsnArea *block = &part->block, *core = &part->core;
    g_autofree float *pixels = g_new (float, block->width * block->height * CHANNELS);

    copy_area (before, width, block, pixels, block->width, FALSE);
    g_assert_true (ncsn_noise_remove (model, threads, block->width, block->height, &noise, &options,
                                      pixels, NULL));
    copy_area (joined, width, core,
               pixels + ((core->y - block->y) * block->width + core->x - block->x) * CHANNELS,
               block->width, TRUE);
  }
  g_assert_true (ncsn_noise_remove (model, threads, width, height, &noise, &options, whole, NULL));
  for (gsize i = 0; i < size; i++)
    g_assert_cmpfloat_with_epsilon (joined[i], whole[i], 1e-6);
}

/* Pictures of all sides modulo the steps of tiles and of cores, of 6 and of 126 pixels. */
static void
test_parts (void)
{
  g_autoptr (NcsnModel) patches = small_model (0, TRUE), pictures = small_model (0, FALSE);

  check_parts (patches, 3, 5, 1);
  for (gsize side = 244; side <= 268; side++)
    check_parts (patches, side, side - 120, (guint)((side + 125) / 126 * ((side + 5) / 126)));
  check_parts (pictures, 300, 20, 1);
}

/* The kind of noise is the one that the model knows, at the strength asked for, up to 1. */
static void
test_kinds (void)
{
  enum { SIDE = 96, SIZE = SIDE * SIDE * CHANNELS };
  g_autoptr (NcsnModel) plain = small_model (0, TRUE);
  g_autoptr (NcsnModel) model = ncsn_model_with_inputs (plain, FALSE, TRUE, FALSE, NULL);
  g_autofree float *picture = random_picture (SIZE);
  NcsnNoiseCurve curve;
  NcsnFoundNoise noise = ncsn_noise_find (plain, picture, NULL, SIDE, SIDE);

  g_assert_false (noise.by_brightness);
  g_assert_cmpfloat (noise.sigma, ==, ncsn_estimate_noise (picture, NULL, SIDE, SIDE, CHANNELS));
  ncsn_noise_scale (&noise, 100);
  g_assert_cmpfloat (noise.sigma, ==, 1);

  noise = ncsn_noise_find (model, picture, NULL, SIDE, SIDE);
  g_assert_true (noise.by_brightness);
  g_assert_cmpfloat (noise.sigma, ==,
                     ncsn_estimate_noise_curve (picture, NULL, SIDE, SIDE, CHANNELS, &curve));
  ncsn_noise_scale (&noise, 0.5);
  for (guint i = 0; i < NCSN_CURVE_POINTS; i++)
    g_assert_cmpfloat_with_epsilon (noise.curve.levels[i], 0.5f * curve.levels[i], 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/noise-removal/parts", test_parts);
  g_test_add_func ("/noise-removal/kinds", test_kinds);
  return g_test_run ();
}
