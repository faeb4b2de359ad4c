/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The normal numbers of a chain, by seed, blend and sign. */
#include "sample/noise.h"

#include <math.h>

/* cos φ and sin φ, the shares of the two seeds. They are exact at φ = 0 and π/2, so that the
 * pictures there are those of one seed bit for bit; the cosine of the double nearest to π/2 is not
 * 0. */
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
  key.item = options->first_picture + (blend != NULL ? 0 : place.item);
  const Shares shares = blend != NULL ? shares_of (blend->angles[place.item]) : (Shares){1.0, 0.0};
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

/* The same, row by row of the whole around a window. */
static void
draw_window (const NcsnSampleOptions *options, NcsnRandomKey place, guint64 first, gsize count,
             float *z)
{
  const NcsnNoiseWindow *window = options->window;

  while (count > 0) {
    const guint64 column = first % window->row;
    const gsize length = (gsize)MIN (count, window->row - column);

    draw_one_side (options, place, window->start + first / window->row * window->whole + column,
                   length, z);
    first += length;
    count -= length;
    z += length;
  }
}

void
ncsn_noise_normal (const NcsnSampleOptions *options, NcsnRandomKey place, guint64 first,
                   gsize count, float *z)
{
  if (options->window != NULL)
    draw_window (options, place, first, count, z);
  else
    draw_one_side (options, place, first, count, z);
  for (gsize i = 0; options->antithetic && i < count; i++)
    z[i] = -z[i];
}
