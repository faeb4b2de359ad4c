/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising against exact posterior means, and the estimate of noise in pictures. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "camera/camera.h"
#include "camera/curve.h"
#include "models.h"

static const double mean = 0.4, deviation = 0.1;

static gboolean
denoise (const NcsnModel *model, gsize width, gsize height, double sigma, float *picture,
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

      denoise (model, sizes[i][0], sizes[i][1], sigma, after, &error);
      g_assert_no_error (error);
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

  g_assert_true (denoise (model, 1, 1, 0.1, picture, NULL));
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
        found = ncsn_estimate_noise (picture, NULL, 211, 170, channels);
        g_test_message ("σ %.2f, waves of %.0f: %.4f", sigmas[i], lengths[k], found);
        g_assert_cmpfloat_with_epsilon (found, sigmas[i], 0.05 * sigmas[i]);
      }
}

/* A large picture is measured in some tiles; a picture without noise, or without a tile, gives 0.
 */
static void
test_estimate_sizes (void)
{
  g_autofree float *large = waves (1500, 1200, 1, 100);
  g_autofree float *clean = g_new0 (float, 64 * 64);
  const float few[4] = {0.1f, 0.9f, 0.3f, 0.2f};

  add_noise (large, 1500 * 1200, 0.05);
  g_assert_cmpfloat_with_epsilon (ncsn_estimate_noise (large, NULL, 1500, 1200, 1), 0.05, 0.001);
  g_assert_cmpfloat (ncsn_estimate_noise (clean, NULL, 64, 64, 1), ==, 0.0);
  g_assert_cmpfloat (ncsn_estimate_noise (few, NULL, 2, 2, 1), ==, 0.0);
  g_assert_cmpfloat (ncsn_estimate_noise (few, NULL, 1, 1, 4), ==, 0.0);
}

enum { SIDE = 128 };

/* A part of the picture without noise, from the top down. */
typedef enum { WHITE, BLACK, FLAT, SLOPE, STEPS, CLEAN, N_PARTS } Part;

static float
value_of (Part part, float clean, gsize x, gsize y)
{
  switch (part) {
  case WHITE:
    return 1.0f;
  case BLACK:
    return 0.0f;
  case FLAT:
    return 0.37f;
  case SLOPE:
    return (float)(x + y) / (2 * SIDE);
  case STEPS:
    return roundf (clean * 5.0f) / 5.0f;
  case CLEAN:
  case N_PARTS:
  default:
    return clean;
  }
}

/* Rounds to 8 bits, as files do. */
static void
make_bytes (float *picture, gsize size)
{
  for (gsize i = 0; i < size; i++)
    picture[i] = roundf (CLAMP (picture[i], 0.0f, 1.0f) * 255.0f) / 255.0f;
}

/* Waves with noise in the lower part. */
static float *
partly_noisy (Part part, double share, double sigma, gsize channels)
{
  float *picture = waves (SIDE, SIDE, channels, 40);
  g_autofree float *clean = g_memdup2 (picture, SIDE * SIDE * channels * sizeof (float));

  add_noise (picture, SIDE * SIDE * channels, sigma);
  for (gsize i = 0; i < (gsize)(share * SIDE) * SIDE * channels; i++)
    picture[i] = value_of (part, clean[i], i / channels % SIDE, i / channels / SIDE);
  return picture;
}

/* Parts without noise of any kind do not count: the result is σ of the noisy part. */
static void
test_estimate_parts (void)
{
  const double shares[] = {0.3, 0.6, 0.8}, sigmas[] = {0.03, 0.1};

  for (int part = 0; part < N_PARTS; part++)
    for (guint i = 0; i < 3 * 2 * 2 * 2; i++) {
      const double share = shares[i % 3], sigma = sigmas[i / 3 % 2];
      const gsize channels = i / 6 % 2 ? 3 : 1, size = SIDE * SIDE * channels;
      g_autofree float *picture = partly_noisy ((Part)part, share, sigma, channels);
      double found;

      if (i / 12)
        make_bytes (picture, size);
      found = ncsn_estimate_noise (picture, NULL, SIDE, SIDE, channels);
      g_test_message ("part %d of %.1f, σ %.2f: %.4f", part, share, sigma, found);
      g_assert_cmpfloat_with_epsilon (found, sigma, 0.1 * sigma);
    }
}

/* One channel clipped throughout. */
static void
test_estimate_clipped_channel (void)
{
  g_autofree float *picture = partly_noisy (WHITE, 0.0, 0.05, 3);

  for (gsize i = 0; i < SIDE * SIDE; i++)
    picture[3 * i] = 1.0f;
  make_bytes (picture, SIDE * SIDE * 3);
  g_assert_cmpfloat_with_epsilon (ncsn_estimate_noise (picture, NULL, SIDE, SIDE, 3), 0.05, 0.005);
}

/* Noise everywhere, 0.2 outside the mask: pixels outside, and faintly marked ones, are not read. */
static void
test_estimate_mask (void)
{
  g_autofree float *picture = partly_noisy (WHITE, 0.0, 0.05, 3);
  g_autofree float *mask = g_new (float, SIDE *SIDE);
  g_autofree float *other = partly_noisy (WHITE, 0.0, 0.2, 3);

  for (gsize i = 0; i < SIDE * SIDE; i++) {
    const gboolean outside = i % SIDE < SIDE * 3 / 4;

    mask[i] = outside ? (i % 2 ? 0.0f : 16.0f / 255.0f) : NCSN_HOLE_THRESHOLD;
    for (gsize c = 0; outside && c < 3; c++)
      picture[3 * i + c] = i % 3 ? other[3 * i + c] : NAN;
  }
  g_assert_cmpfloat_with_epsilon (ncsn_estimate_noise (picture, mask, SIDE, SIDE, 3), 0.05, 0.005);
  memset (mask, 0, SIDE * SIDE * sizeof (float));
  g_assert_cmpfloat (ncsn_estimate_noise (picture, mask, SIDE, SIDE, 3), ==, 0.0);
}

/* Letters of a screen, six levels, and less than the rounding of bytes are no noise. */
static void
test_estimate_none (void)
{
  g_autofree float *screen = g_new (float, SIDE *SIDE);
  g_autofree float *steps = partly_noisy (STEPS, 1.0, 0.0, 1);
  g_autofree float *rounded = partly_noisy (CLEAN, 1.0, 0.0, 1);

  for (gsize i = 0; i < SIDE * SIDE; i++)
    screen[i] = i % SIDE % 9 < 6 && (i * 7919 / 13 ^ i / SIDE / 2) % 3 == 0 ? 0.0f : 1.0f;
  make_bytes (rounded, SIDE * SIDE);
  g_assert_cmpfloat (ncsn_estimate_noise (screen, NULL, SIDE, SIDE, 1), ==, 0.0);
  g_assert_cmpfloat (ncsn_estimate_noise (steps, NULL, SIDE, SIDE, 1), ==, 0.0);
  g_assert_cmpfloat (ncsn_estimate_noise (rounded, NULL, SIDE, SIDE, 1), ==, 0.0);
}

/* On black, half of the noise is clipped; the rest is found. */
static void
test_estimate_black (void)
{
  g_autofree float *picture = g_new0 (float, SIDE *SIDE);

  add_noise (picture, SIDE * SIDE, 0.1);
  make_bytes (picture, SIDE * SIDE);
  g_assert_cmpfloat_with_epsilon (ncsn_estimate_noise (picture, NULL, SIDE, SIDE, 1), 0.058, 0.01);
}

enum { CAMERA_WIDTH = 640, CAMERA_HEIGHT = 480 };

/* A camera's picture of a ramp with faint colours, and the curve of its noise. */
static float *
take_ramp (double shot, guint quality, NcsnNoiseCurve *truth)
{
  const gsize pixels = CAMERA_WIDTH * CAMERA_HEIGHT;
  const NcsnCamera camera = {
      .zoom = 1.0,
      .sensor = {shot, shot / 100.0},
      .colours = {1.4, {2.1, 1.0, 1.7}},
      .order = {NCSN_CAMERA_RESIZE, NCSN_CAMERA_SHARPEN, NCSN_CAMERA_COMPRESS},
      .last = {quality, TRUE}};
  const NcsnRandomKey key = {.seed = 9, .stream = NCSN_STREAM_NOISE};
  g_autofree float *scene = g_new (float, 3 * pixels), *clean = g_new (float, 3 * pixels);
  g_autofree float *brightness = g_new (float, pixels);
  float *noisy = g_new (float, 3 * pixels);
  NcsnCurveSums sums = {0};

  for (gsize i = 0; i < 3 * pixels; i++)
    scene[i] = 0.1f + 0.8f * (float)(i / 3 % CAMERA_WIDTH) / CAMERA_WIDTH +
               0.03f * sinf (0.02f * (float)(i / 3 / CAMERA_WIDTH) + (float)(i % 3));
  ncsn_camera_take (&camera, key, scene, CAMERA_HEIGHT, CAMERA_WIDTH, noisy, clean);
  ncsn_curve_brightness (noisy, CAMERA_HEIGHT, CAMERA_WIDTH, 3, brightness);
  for (gsize i = 0; i < 3 * pixels; i++)
    ncsn_curve_add (&sums, brightness[i / 3],
                    (double)(noisy[i] - clean[i]) * (double)(noisy[i] - clean[i]));
  *truth = ncsn_curve_fit (&sums);
  return noisy;
}

/* A camera's noise differs by brightness, and is not white: the estimate of white noise misses most
 * of it. The curve follows the truth within 0.7 to 1.5: JPEG takes more from quiet tiles
 * than from others, and how much a picture was compressed is not known. */
static void
test_estimate_curve (void)
{
  const double shots[] = {0.004, 0.002, 0.006, 0.012};
  const guint qualities[] = {0, 95, 90, 85}; /* 0: no JPEG */

  for (guint k = 0; k < G_N_ELEMENTS (shots); k++) {
    NcsnNoiseCurve curve, truth;
    g_autofree float *picture = take_ramp (shots[k], qualities[k], &truth);
    const double level =
        ncsn_estimate_noise_curve (picture, NULL, CAMERA_WIDTH, CAMERA_HEIGHT, 3, &curve);
    const double white = ncsn_estimate_noise (picture, NULL, CAMERA_WIDTH, CAMERA_HEIGHT, 3);

    g_assert_cmpfloat (white, <, 0.7 * level);
    for (guint i = 3; i <= 13; i += 2) {
      g_test_message ("shot %.3f at %.2f: %.4f, truth %.4f", shots[k], i / 16.0,
                      (double)curve.levels[i], (double)truth.levels[i]);
      g_assert_cmpfloat (curve.levels[i], >, 0.7f * truth.levels[i]);
      g_assert_cmpfloat (curve.levels[i], <, 1.5f * truth.levels[i]);
    }
    g_assert_cmpfloat (curve.levels[3], >, 1.3f * curve.levels[13]);
  }
}

/* White noise is of one level, as ncsn_estimate_noise () finds it; clean and small pictures have
 * none. */
static void
test_estimate_curve_ends (void)
{
  g_autofree float *picture = waves (300, 200, 3, 40), *clean = waves (300, 200, 3, 40);
  NcsnNoiseCurve curve;

  add_noise (picture, 300 * 200 * 3, 0.05);
  const double white = ncsn_estimate_noise (picture, NULL, 300, 200, 3);
  g_assert_cmpfloat (ncsn_estimate_noise_curve (picture, NULL, 300, 200, 3, &curve), ==, white);
  for (guint i = 0; i < NCSN_CURVE_POINTS; i++)
    g_assert_cmpfloat (curve.levels[i], ==, (float)white);
  g_assert_cmpfloat (ncsn_estimate_noise_curve (clean, NULL, 300, 200, 3, &curve), <, 0.01);
  g_assert_cmpfloat (ncsn_estimate_noise_curve (clean, NULL, 9, 9, 3, &curve), ==, 0.0);
}

/* A model with a noise map, of weights that give the mean of independent pixels: each pixel gets
 * the posterior mean at the level of its own brightness. Only pixels of a single tile count, whose
 * neighbours are in it: tiles begin at multiples of 6. */
static void
test_curve (void)
{
  enum { WIDTH = 20, HEIGHT = 14, SIZE = WIDTH * HEIGHT * CHANNELS };
  g_autoptr (NcsnModel) plain = white_model (mean, deviation, TRUE);
  g_autoptr (NcsnModel) model = ncsn_model_with_inputs (plain, FALSE, TRUE, FALSE, NULL);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *before = random_picture (SIZE), *brightness = g_new (float, WIDTH *HEIGHT);
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  NcsnNoiseCurve curve;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < NCSN_CURVE_POINTS; i++)
    curve.levels[i] = 0.02f + 0.02f * (float)i;
  g_assert_true (ncsn_denoise_curve (model, threads, WIDTH, HEIGHT, &curve, &options, after, NULL));
  ncsn_curve_brightness (before, HEIGHT, WIDTH, CHANNELS, brightness);
  for (gsize y = 0; y < HEIGHT; y++)
    for (gsize i = y * WIDTH * CHANNELS; i < (y + 1) * WIDTH * CHANNELS; i++) {
      const double level = 0.02 + 0.32 * (double)brightness[i / CHANNELS];
      const double a = 1.0 / (deviation * deviation), b = 1.0 / (level * level);

      if (y % 6 < 2 || i / CHANNELS % WIDTH % 6 < 2)
        continue;
      g_assert_cmpfloat_with_epsilon (after[i], (a * mean + b * (double)before[i]) / (a + b), 1e-5);
    }
  g_assert_false (
      ncsn_denoise_curve (plain, threads, WIDTH, HEIGHT, &curve, &options, after, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

/* Without noise at any brightness nothing changes. */
static void
test_curve_nothing (void)
{
  g_autoptr (NcsnModel) plain = white_model (mean, deviation, TRUE);
  g_autoptr (NcsnModel) model = ncsn_model_with_inputs (plain, FALSE, TRUE, FALSE, NULL);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *before = random_picture (20 * 13 * CHANNELS);
  g_autofree float *after = g_memdup2 (before, 20 * 13 * CHANNELS * sizeof (float));
  const NcsnNoiseCurve curve = {{0}};

  g_assert_true (ncsn_denoise_curve (model, threads, 20, 13, &curve, &options, after, NULL));
  g_assert_true (same (after, before, 20 * 13 * CHANNELS));
}

/* What is kept of lightness and of colours is that share of what would be taken off. */
static void
test_keeps (void)
{
  enum { SIZE = 20 * 13 * CHANNELS };
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *before = random_picture (SIZE);
  g_autofree float *all = g_memdup2 (before, SIZE * sizeof (float));
  g_autofree float *some = g_memdup2 (before, SIZE * sizeof (float));

  g_assert_true (ncsn_denoise (model, threads, 20, 13, 0.1, &options, all, NULL));
  options.keep_lightness = 0.3;
  options.keep_colour = 0.9;
  g_assert_true (ncsn_denoise (model, threads, 20, 13, 0.1, &options, some, NULL));
  for (gsize i = 0; i < SIZE; i += CHANNELS) {
    float step = 0.0f;

    for (gsize c = i; c < i + CHANNELS; c++)
      step += (all[c] - before[c]) / CHANNELS;
    for (gsize c = i; c < i + CHANNELS; c++) {
      const float expected = before[c] + 0.7f * step + 0.1f * (all[c] - before[c] - step);

      g_assert_cmpfloat_with_epsilon (some[c], CLAMP (expected, 0.0f, 1.0f), 1e-5f);
    }
  }
}

/* A gray picture of which all stays does not change, also at black and at white: nothing of the
 * noise of colours that the model sees stays. */
static void
test_keeps_gray (void)
{
  enum { SIZE = 20 * 13 * CHANNELS };
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *before = random_picture (SIZE), *after = NULL;

  for (gsize i = 0; i < SIZE; i++)
    before[i] = i / CHANNELS % 3 < 2 ? (float)(i / CHANNELS % 3) : before[i - i % CHANNELS];
  after = g_memdup2 (before, SIZE * sizeof (float));
  options.keep_lightness = 1.0;
  options.keep_colour = 1.0;
  g_assert_true (ncsn_denoise (model, threads, 20, 13, 0.2, &options, after, NULL));
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (after[i], before[i], 1e-6);
}

/* σ = 0 does not change a picture, bit for bit. */
static void
test_nothing (void)
{
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  g_autofree float *before = random_picture (20 * 13 * CHANNELS);
  g_autofree float *after = g_memdup2 (before, 20 * 13 * CHANNELS * sizeof (float));

  g_assert_true (denoise (model, 20, 13, 0.0, after, NULL));
  g_assert_true (same (after, before, 20 * 13 * CHANNELS));
}

/* With a network whose answer depends on all of a patch: transparent pixels do not matter, even if
 * they are not numbers. */
static void
test_transparent (void)
{
  for (guint patches = 0; patches < 2; patches++) {
    g_autoptr (NcsnModel) model = small_model (0, patches);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
    NcsnTaskOptions options = options_for (model, 1);
    g_autofree float *one = random_picture (20 * 13 * CHANNELS);
    g_autofree float *other = g_memdup2 (one, 20 * 13 * CHANNELS * sizeof (float));
    float alpha[20 * 13];

    for (gsize i = 0; i < 20 * 13; i++) {
      alpha[i] = i % 20 < 9 ? 0.0f : 0.01f;
      for (gsize c = 0; alpha[i] == 0.0f && c < CHANNELS; c++)
        other[i * CHANNELS + c] = NAN;
    }
    options.alpha = alpha;
    g_assert_true (ncsn_denoise (model, threads, 20, 13, 0.1, &options, one, NULL));
    g_assert_true (ncsn_denoise (model, threads, 20, 13, 0.1, &options, other, NULL));
    g_assert_true (same (one, other, 20 * 13 * CHANNELS));
  }
}

/* Gray in, gray out, and the exact posterior mean: a gray pixel is the mean of three, of variance
 * d²/3, seen through noise of σ² that all three share. */
static void
test_gray (void)
{
  enum { WIDTH = 20, HEIGHT = 13, SIZE = WIDTH * HEIGHT * CHANNELS };
  const double sigma = 0.15, a = CHANNELS / (deviation * deviation), b = 1.0 / (sigma * sigma);

  for (guint patches = 0; patches < 2; patches++) {
    g_autoptr (NcsnModel) model = white_model (mean, deviation, patches);
    g_autofree float *before = random_picture (SIZE);
    g_autofree float *after = NULL;

    for (gsize i = 0; i < SIZE; i++)
      before[i] = before[i / CHANNELS * CHANNELS];
    after = g_memdup2 (before, SIZE * sizeof (float));
    g_assert_true (denoise (model, WIDTH, HEIGHT, sigma, after, NULL));
    for (gsize i = 0; i < SIZE; i++) {
      g_assert_cmpfloat (after[i], ==, after[i / CHANNELS * CHANNELS]);
      g_assert_cmpfloat_with_epsilon (after[i], (a * mean + b * before[i]) / (a + b), 1e-5);
    }
  }
}

static void
test_refusals (void)
{
  const struct {
    double sigma;
    const char *words;
  } wrong[] = {{-0.1, "-0.1"},
               {NAN, "nan"},
               {INFINITY, "inf"},
               {25.0, "25 of 255 is 0.098"},
               {6425.0, "6425 of 65535 is 0.098"}};
  g_autoptr (NcsnModel) model = white_model (mean, deviation, TRUE);
  g_autofree float *before = random_picture (20 * 13 * CHANNELS);
  g_autofree float *after = g_memdup2 (before, 20 * 13 * CHANNELS * sizeof (float));
  g_autoptr (GError) nan = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (denoise (model, 20, 13, wrong[i].sigma, after, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
    g_assert_nonnull (strstr (error->message, wrong[i].words));
  }
  after[(12 * 20 + 19) * CHANNELS] = NAN;
  g_assert_false (denoise (model, 20, 13, 0.1, after, &nan));
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
  g_test_add_func ("/denoise/estimate-parts", test_estimate_parts);
  g_test_add_func ("/denoise/estimate-clipped-channel", test_estimate_clipped_channel);
  g_test_add_func ("/denoise/estimate-mask", test_estimate_mask);
  g_test_add_func ("/denoise/estimate-none", test_estimate_none);
  g_test_add_func ("/denoise/estimate-black", test_estimate_black);
  g_test_add_func ("/denoise/estimate-curve", test_estimate_curve);
  g_test_add_func ("/denoise/estimate-curve-ends", test_estimate_curve_ends);
  g_test_add_func ("/denoise/curve", test_curve);
  g_test_add_func ("/denoise/curve-nothing", test_curve_nothing);
  g_test_add_func ("/denoise/keeps", test_keeps);
  g_test_add_func ("/denoise/keeps-gray", test_keeps_gray);
  g_test_add_func ("/denoise/nothing", test_nothing);
  g_test_add_func ("/denoise/transparent", test_transparent);
  g_test_add_func ("/denoise/gray", test_gray);
  g_test_add_func ("/denoise/refusals", test_refusals);
  return g_test_run ();
}
