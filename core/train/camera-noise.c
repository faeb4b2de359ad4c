/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise of a random camera, and its level by brightness. */
#include "train/camera-noise.h"

#include <math.h>
#include <string.h>

#include "camera/camera.h"
#include "camera/curve.h"

/* The deviation of ln of the levels from the truth. The network gets estimates of levels later, and
 * learns here that they are not exact. */
#define UNSURE 0.25
#define UNSURE_NUMBER 4096 /* of the camera's normal numbers, beyond those that draw it */

/* The curve of the noise: of squared differences, by the brightness of the noisy picture. */
static NcsnNoiseCurve
curve_of (const float *noisy, const float *clean, const float *brightness, gsize pixels)
{
  NcsnCurveSums sums = {0};

  for (gsize i = 0; i < pixels; i++) {
    double square = 0.0;

    for (gsize c = 3 * i; c < 3 * (i + 1); c++)
      square += (double)(noisy[c] - clean[c]) * (double)(noisy[c] - clean[c]) / 3.0;
    ncsn_curve_add (&sums, brightness[i], square);
  }
  return ncsn_curve_fit (&sums);
}

double
ncsn_camera_noise_draw (guint64 seed, guint32 item, guint32 step, gsize height, gsize width,
                        float *picture, float *noise, float *levels)
{
  const NcsnRandomKey key = {seed, NCSN_STREAM_CAMERA, item, step};
  const NcsnRandomKey noise_key = {seed, NCSN_STREAM_NOISE, item, step};
  const gsize pixels = height * width;
  g_autofree float *clean = g_new (float, 3 * pixels);
  NcsnCamera camera;
  double sum = 0.0;
  float unsure;

  ncsn_camera_draw (key, &camera);
  ncsn_camera_take (&camera, noise_key, picture, height, width, noise, clean);
  ncsn_curve_brightness (noise, height, width, 3, levels);
  const NcsnNoiseCurve curve = curve_of (noise, clean, levels, pixels);
  ncsn_random_normal (key, UNSURE_NUMBER, 1, &unsure);
  for (gsize i = 0; i < pixels; i++) {
    levels[i] = ncsn_curve_level (&curve, levels[i]) * expf (UNSURE * unsure);
    sum += (double)(levels[i] * levels[i]);
  }
  for (gsize i = 0; i < 3 * pixels; i++)
    noise[i] = (noise[i] - clean[i]) / levels[i / 3];
  memcpy (picture, clean, 3 * pixels * sizeof (float));
  return sqrt (sum / (double)pixels);
}
