/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where chains start. */
#include "ncsn/sample.h"

#include "ncsn/random.h"

/* Which draw of NCSN_STREAM_PRIOR a number belongs to. */
enum { PRIOR_UNIFORM, PRIOR_NOISE };

void
ncsn_sample_prior (float *x, NcsnShape shape, double sigma, const NcsnSampleOptions *options)
{
  gsize size = shape.h * shape.w * shape.c;
  g_autofree float *noise = g_new (float, size);

  for (gsize n = 0; n < shape.n; n++) {
    NcsnRandomKey key = {.seed = options->seed,
                         .stream = NCSN_STREAM_PRIOR,
                         .item = options->first_picture + (guint32)n,
                         .step = PRIOR_UNIFORM};
    float *picture = x + n * size;

    ncsn_random_uniform (key, 0, size, picture);
    key.step = PRIOR_NOISE;
    ncsn_random_normal (key, 0, size, noise);
    for (gsize i = 0; i < size; i++)
      picture[i] = (float)(picture[i] + sigma * noise[i]);
  }
}
