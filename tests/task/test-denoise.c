/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising against exact posterior means, and how well noise is found in pictures. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "models.h"

static const double mean = 0.4, deviation = 0.1;

static gboolean
denoise (const NcsnModel *model, gsize width, gsize height, double *sigma, float *picture,
         GError **error)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTaskOptions options = options_for (model, 1);

  return ncsn_denoise (model, threads, width, height, sigma, &options, picture, error);
}

/* Independent pixels: the posterior mean is (m/d² + x/σ²)/(1/d² + 1/σ²), for pictures of any size,
 * in cells and in patches. */
static void
test_exact (void)
{
  const gsize sizes[][2] = {{1, 1}, {3, 30}, {8, 8}, {20, 13}, {33, 40}};

  for (guint patches = 0; patches < 2; patches++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_autoptr (NcsnModel) model = white_model (mean, deviation, patches);
      gsize size = sizes[i][0] * sizes[i][1] * CHANNELS;
      g_autofree float *before = random_picture (size);
      g_autofree float *after = g_memdup2 (before, size * sizeof (float));
      double sigma = 0.05 + 0.1 * i;
      double a = 1.0 / (deviation * deviation), b = 1.0 / (sigma * sigma);
      g_autoptr (GError) error = NULL;

      denoise (model, sizes[i][0], sizes[i][1], &sigma, after, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (sigma, ==, 0.05 + 0.1 * i);
      for (gsize k = 0; k < size; k++)
        g_assert_cmpfloat_with_epsilon (after[k], (a * mean + b * before[k]) / (a + b), 1e-6);
    }
}

/* Values up to 6 σ outside [0, 1] are noise like others; infinities are as far outside. */
static void
test_outside (void)
{
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  float picture[CHANNELS] = {-0.2f, INFINITY, 1.5f};
  double sigma = 0.1;

  g_assert_true (denoise (model, 1, 1, &sigma, picture, NULL));
  g_assert_cmpfloat_with_epsilon (picture[0], 0.1, 1e-6);
  g_assert_cmpfloat_with_epsilon (picture[1], 1.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (picture[2], 0.95, 1e-6);
}

static void
add_noise (float *picture, gsize size, double sigma)
{
  g_autofree float *z = g_new (float, size);

  ncsn_random_normal ((NcsnRandomKey){.seed = 8, .stream = NCSN_STREAM_NOISE}, 0, size, z);
  for (gsize i = 0; i < size; i++)
    picture[i] += (float)(sigma * z[i]);
}

/* Waves of this many pixels across, which go far beyond what is known as smooth. */
static float *
waves (gsize width, gsize height, gsize channels, double length)
{
  float *picture = g_new (float, width *height *channels);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      for (gsize c = 0; c < channels; c++)
        picture[(y * width + x) * channels + c] =
            (float)(0.5 + 0.4 * sin (2 * G_PI * (x + 0.3 * y + c) / length) *
                              cos (2 * G_PI * y / length));
  return picture;
}

static void
test_estimate (void)
{
  const double sigmas[] = {0.02, 0.05, 0.1, 0.2}, lengths[] = {16, 40, 300};

  for (guint i = 0; i < G_N_ELEMENTS (sigmas); i++)
    for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
      for (gsize channels = 1; channels <= 3; channels += 2) {
        g_autofree float *picture = waves (211, 170, channels, lengths[k]);
        double found;

        add_noise (picture, 211 * 170 * channels, sigmas[i]);
        found = ncsn_estimate_noise (picture, 211, 170, channels);
        g_test_message ("σ %.2f, waves of %.0f: %.4f", sigmas[i], lengths[k], found);
        g_assert_cmpfloat_with_epsilon (found, sigmas[i], 0.05 * sigmas[i]);
      }
}

/* A large picture is looked at in places; none, or one without noise, has none. */
static void
test_estimate_sizes (void)
{
  g_autofree float *large = waves (1500, 1200, 1, 100);
  g_autofree float *clean = g_new0 (float, 64 * 64);
  const float few[4] = {0.1f, 0.9f, 0.3f, 0.2f};

  add_noise (large, 1500 * 1200, 0.05);
  g_assert_cmpfloat_with_epsilon (ncsn_estimate_noise (large, 1500, 1200, 1), 0.05, 0.001);
  g_assert_cmpfloat (ncsn_estimate_noise (clean, 64, 64, 1), ==, 0.0);
  g_assert_cmpfloat (ncsn_estimate_noise (few, 2, 2, 1), ==, 0.0);
  g_assert_cmpfloat (ncsn_estimate_noise (few, 1, 1, 4), ==, 0.0);
}

/* σ = 0 stands for what is found, which is told; a clean picture stays, bit for bit. */
static void
test_automatic (void)
{
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  g_autofree float *noisy = waves (64, 64, CHANNELS, 60);
  g_autofree float *clean = g_new0 (float, 64 * 64 * CHANNELS);
  g_autofree float *before = g_memdup2 (clean, 64 * 64 * CHANNELS * sizeof (float));
  double found, sigma = 0.0;

  add_noise (noisy, 64 * 64 * CHANNELS, 0.05);
  found = ncsn_estimate_noise (noisy, 64, 64, CHANNELS);
  g_assert_true (denoise (model, 64, 64, &sigma, noisy, NULL));
  g_assert_cmpfloat (sigma, ==, found);
  sigma = 0.0;
  g_assert_true (denoise (model, 64, 64, &sigma, clean, NULL));
  g_assert_cmpfloat (sigma, ==, 0.0);
  g_assert_true (same (clean, before, 64 * 64 * CHANNELS));
}

static void
test_refusals (void)
{
  const double wrong[] = {-0.1, NAN, INFINITY};
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  g_autofree float *before = random_picture (20 * 13 * CHANNELS);
  g_autofree float *after = g_memdup2 (before, 20 * 13 * CHANNELS * sizeof (float));
  g_autoptr (GError) nan = NULL;
  double sigma = 0.1;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    sigma = wrong[i];
    g_assert_false (denoise (model, 20, 13, &sigma, after, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  }
  sigma = 0.1;
  after[(12 * 20 + 19) * CHANNELS] = NAN;
  g_assert_false (denoise (model, 20, 13, &sigma, after, &nan));
  g_assert_error (nan, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (nan->message, "column 19, row 12"));
  after[(12 * 20 + 19) * CHANNELS] = before[(12 * 20 + 19) * CHANNELS];
  g_assert_true (same (after, before, 20 * 13 * CHANNELS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/denoise/exact", test_exact);
  g_test_add_func ("/denoise/outside", test_outside);
  g_test_add_func ("/denoise/estimate", test_estimate);
  g_test_add_func ("/denoise/estimate-sizes", test_estimate_sizes);
  g_test_add_func ("/denoise/automatic", test_automatic);
  g_test_add_func ("/denoise/refusals", test_refusals);
  return g_test_run ();
}
