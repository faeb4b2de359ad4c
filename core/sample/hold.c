/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held pixels: at every level the known picture under noise of that level, known + σ z, replaces
 * them (Song & Ermon 2019, appendix B.3).
 *
 * The noise is drawn once each time a level is reached, as in the paper; new noise at every step
 * would pull the unknown pixels back and forth. The same noise on all levels would lead the held
 * pixels on straight lines to their values, as a flow does with known points, but the other pixels
 * would follow it as if it belonged to the picture: on a Gaussian of eight numbers, four of them
 * known, with five passes, the covariance of the others is 25 % off instead of 7 % with consistent
 * sampling, and 55 % instead of 30 % with the flow. */
#include "sample/chain.h"

#include "sample/noise.h"

typedef struct {
  gsize pixels, channels;    /* of a picture */
  const float *mask, *known; /* of this picture */
  float *x;
} Picture;

static Picture
picture_of (const NcsnChain *chain, gsize n)
{
  const NcsnKnown *known = chain->options->known;
  const gsize pixels = chain->shape.h * chain->shape.w, channels = chain->shape.c;

  return (Picture){.pixels = pixels,
                   .channels = channels,
                   .mask = known->mask + n * pixels,
                   .known = known->known + n * pixels * channels,
                   .x = chain->x + n * pixels * channels};
}

/* Whether value i is held: a mask value above 0 lets the chain fill the pixel. */
static inline gboolean
is_held (const Picture *picture, gsize i)
{
  return !(picture->mask[i / picture->channels] > 0.0f);
}

static gboolean
holds_any (const Picture *picture, gsize first, gsize last)
{
  for (gsize i = first; i < last; i++)
    if (is_held (picture, i))
      return TRUE;
  return FALSE;
}

/* Whether the chain knows pixels at all. */
static gboolean
knows_pixels (const NcsnChain *chain)
{
  const NcsnKnown *known = chain->options->known;

  return known != NULL && known->mask != NULL;
}

void
ncsn_chain_hold (NcsnChain *chain, double sigma, guint32 draw)
{
  float z[NCSN_NOISE_MAX];

  for (gsize n = 0; knows_pixels (chain) && n < chain->shape.n; n++) {
    const Picture picture = picture_of (chain, n);
    const gsize size = picture.pixels * picture.channels;
    const NcsnRandomKey place = {.stream = NCSN_STREAM_KNOWN, .item = (guint32)n, .step = draw};

    for (gsize first = 0; first < size; first += NCSN_NOISE_MAX) {
      const gsize last = MIN (first + NCSN_NOISE_MAX, size);

      /* After a cancellation x is not used. */
      if (!holds_any (&picture, first, last) ||
          g_cancellable_is_cancelled (chain->options->cancellable))
        continue;
      ncsn_noise_normal (chain->options, place, first, last - first, z);
      for (gsize i = first; i < last; i++)
        if (is_held (&picture, i))
          picture.x[i] = (float)(picture.known[i] + sigma * z[i - first]);
    }
  }
}

void
ncsn_chain_release (NcsnChain *chain)
{
  for (gsize n = 0; knows_pixels (chain) && n < chain->shape.n; n++) {
    const Picture picture = picture_of (chain, n);

    for (gsize i = 0; i < picture.pixels * picture.channels; i++)
      if (is_held (&picture, i))
        picture.x[i] = picture.known[i];
  }
}
