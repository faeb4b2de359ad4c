/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise that chains start from (ncsn_sample_prior, ncsn_sample_start, ncsn_sample_noise). */
#include "ncsn/sample.h"

#include <math.h>

#include "base/memory.h"
#include "sample/noise.h"

/* The draw of NCSN_STREAM_PRIOR that a number belongs to. 0 was used by an earlier kind of start;
 * the others keep their numbers so that records of fills and variations from that time still give
 * the same pictures. */
enum { NOISE = 1, NOISE_BEHIND };

/* Whether the rest can be skipped, because x is not used. */
static gboolean
is_cancelled (const NcsnSampleOptions *options)
{
  return g_cancellable_is_cancelled (options->cancellable);
}

/* Adds noise to `count` ≤ NCSN_NOISE_MAX values of picture n, from value `first` on. */
static void
add_stretch (const NcsnSampleOptions *options, guint32 draw, gsize n, gsize first, gsize count,
             double sigma, float *x)
{
  const NcsnRandomKey place = {.stream = NCSN_STREAM_PRIOR, .item = (guint32)n, .step = draw};
  float z[NCSN_NOISE_MAX];

  ncsn_noise_normal (options, place, first, count, z);
  for (gsize i = 0; i < count; i++)
    x[i] = (float)(x[i] + sigma * z[i]);
}

static void
add_noise (float *x, NcsnShape shape, guint32 draw, double sigma, const NcsnSampleOptions *options)
{
  gsize size = shape.h * shape.w * shape.c;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize first = 0; first < size && !is_cancelled (options); first += NCSN_NOISE_MAX)
      add_stretch (options, draw, n, first, MIN (size - first, NCSN_NOISE_MAX), sigma,
                   x + n * size + first);
}

void
ncsn_sample_noise (float *x, NcsnShape shape, double sigma, const NcsnSampleOptions *options)
{
  add_noise (x, shape, NOISE, sigma, options);
}

void
ncsn_sample_prior (float *x, NcsnShape shape, double sigma, NcsnPixelLaw pixels,
                   const NcsnSampleOptions *options)
{
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    x[i] = (float)pixels.mean;
  add_noise (x, shape, NOISE, hypot (sigma, pixels.sigma), options);
}

/* x ← D(x) + share (x - mean), where x - mean is noise and D(x) = x + σ² s is the mean of the
 * pictures given x. */
static void
move_to_pictures (float *x, const float *s, gsize size, double sigma, double mean, double share)
{
  for (gsize i = 0; i < size; i++)
    x[i] = (float)(x[i] + sigma * sigma * s[i] + share * (x[i] - mean));
}

gboolean
ncsn_sample_start (NcsnScore score, float *x, NcsnShape shape, double sigma, NcsnPixelLaw pixels,
                   const NcsnSampleOptions *options, GError **error)
{
  const gsize size = ncsn_shape_size (shape);
  g_autoptr (NcsnFloats) s = NULL;

  if (sigma <= pixels.sigma) {
    ncsn_sample_prior (x, shape, sigma, pixels, options);
    return TRUE;
  }
  ncsn_sample_prior (x, shape, sigma, (NcsnPixelLaw){pixels.mean, 0.0}, options);
  s = ncsn_floats_new (size, error);
  if (s == NULL || g_cancellable_set_error_if_cancelled (options->cancellable, error) ||
      !score.evaluate (x, shape, sigma, options->known, s, score.data, error))
    return FALSE;
  move_to_pictures (x, s, size, sigma, pixels.mean, 0.5);
  add_noise (x, shape, NOISE_BEHIND, sqrt (0.75) * sigma, options);
  return TRUE;
}
