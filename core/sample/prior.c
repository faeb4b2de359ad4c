/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where chains start. */
#include "ncsn/sample.h"

#include "sample/noise.h"

/* Which draw of NCSN_STREAM_PRIOR a number belongs to. */
enum { PRIOR_UNIFORM, PRIOR_NOISE };

/* Whether the rest can be left out: nobody will look at it. */
static gboolean
is_cancelled (const NcsnSampleOptions *options)
{
  return g_cancellable_is_cancelled (options->cancellable);
}

/* A stretch of at most NCSN_NOISE_MOST numbers of picture n. */
static void
add_noise (const NcsnSampleOptions *options, gsize n, gsize first, gsize count, double sigma,
           float *x)
{
  const NcsnRandomKey place = {
      .stream = NCSN_STREAM_PRIOR, .item = (guint32)n, .step = PRIOR_NOISE};
  float z[NCSN_NOISE_MOST];

  ncsn_noise_normal (options, place, first, count, z);
  for (gsize i = 0; i < count; i++)
    x[i] = (float)(x[i] + sigma * z[i]);
}

void
ncsn_sample_noise (float *x, NcsnShape shape, double sigma, const NcsnSampleOptions *options)
{
  gsize size = shape.h * shape.w * shape.c;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize first = 0; first < size && !is_cancelled (options); first += NCSN_NOISE_MOST)
      add_noise (options, n, first, MIN (size - first, NCSN_NOISE_MOST), sigma,
                 x + n * size + first);
}

void
ncsn_sample_prior (float *x, NcsnShape shape, double sigma, const NcsnSampleOptions *options)
{
  gsize size = shape.h * shape.w * shape.c;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize first = 0; first < size && !is_cancelled (options); first += NCSN_NOISE_MOST) {
      const NcsnRandomKey place = {
          .stream = NCSN_STREAM_PRIOR, .item = (guint32)n, .step = PRIOR_UNIFORM};

      ncsn_noise_uniform (options, place, first, MIN (size - first, NCSN_NOISE_MOST),
                          x + n * size + first);
    }
  ncsn_sample_noise (x, shape, sigma, options);
}
