/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From options to random numbers. */
#include "sample/noise.h"

#include <math.h>

/* Shares of the two seeds. At the ends they are exact, so that these are the pictures of one seed
 * bit for bit; the cosine of a double next to π/2 is not quite 0. */
typedef struct {
  double first, second;
} Shares;

static Shares
shares_of (double angle)
{
  if (angle >= G_PI_2)
    return (Shares){0.0, 1.0};
  return (Shares){cos (angle), sin (angle)};
}

static void
draw_one_side (const NcsnSampleOptions *options, NcsnRandomKey place, guint64 first, gsize count,
               float *z)
{
  const NcsnBlend *blend = options->blend;
  NcsnRandomKey key = place;
  float other[NCSN_NOISE_MAX];

  key.seed = options->seed;
  key.item = options->first_picture + (blend ? 0 : place.item);
  const Shares shares = blend ? shares_of (blend->angles[place.item]) : (Shares){1.0, 0.0};
  if (shares.second == 1.0)
    key.seed = blend->seed;
  ncsn_random_normal (key, first, count, z);
  if (shares.first == 1.0 || shares.second == 1.0)
    return;

  key.seed = blend->seed;
  ncsn_random_normal (key, first, count, other);
  for (gsize i = 0; i < count; i++)
    z[i] = (float)(shares.first * z[i] + shares.second * other[i]);
}

void
ncsn_noise_normal (const NcsnSampleOptions *options, NcsnRandomKey place, guint64 first,
                   gsize count, float *z)
{
  draw_one_side (options, place, first, count, z);
  for (gsize i = 0; options->antithetic && i < count; i++)
    z[i] = -z[i];
}
