/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Halving of pictures with missing pixels, and how deep in a hole a pixel is. */
#include "patches/level.h"

#include "base/memory.h"

gboolean
ncsn_patch_level_init (NcsnPatchLevel *level, gsize height, gsize width, gsize channels,
                       GError **error)
{
  const gsize size = height * width;

  *level = (NcsnPatchLevel){.height = height, .width = width, .channels = channels};
  return (level->pixels = ncsn_floats_new (size * channels, error)) != NULL &&
         (level->missing = ncsn_floats_new (size, error)) != NULL &&
         (level->unusable = ncsn_floats_new (size, error)) != NULL;
}

void
ncsn_patch_level_clear (NcsnPatchLevel *level)
{
  g_clear_pointer (&level->pixels, ncsn_floats_free);
  g_clear_pointer (&level->missing, ncsn_floats_free);
  g_clear_pointer (&level->unusable, ncsn_floats_free);
  g_clear_pointer (&level->features, ncsn_floats_free);
}

#define TAPS 4

/* Weights of the four pixels around the middle of two, (1 3 3 1) / 8: they leave less aliasing than
 * the mean of two. */
static const float taps[TAPS] = {0.125f, 0.375f, 0.375f, 0.125f};

static gsize
clamped (gssize i, gsize size)
{
  return (gsize)CLAMP (i, 0, (gssize)size - 1);
}

/* Adds up the pixels and features of the finer level around pixel (x, y), by weight. */
static void
halve_pixel (const NcsnPatchLevel *fine, NcsnPatchLevel *coarse, gsize x, gsize y)
{
  const gsize c = fine->channels, n = fine->n_features, at = y * coarse->width + x;
  float *pixel = coarse->pixels + at * c, *features = coarse->features + at * n, total = 0;

  for (gssize j = 0; j < TAPS; j++)
    for (gssize i = 0; i < TAPS; i++) {
      const gsize from = clamped (2 * (gssize)y + j - 1, fine->height) * fine->width +
                         clamped (2 * (gssize)x + i - 1, fine->width);
      const float weight = taps[i] * taps[j], seen = fine->missing[from] > 0 ? 0 : weight;
      const gboolean inner = (i == 1 || i == 2) && (j == 1 || j == 2);

      for (gsize k = 0; k < c; k++)
        pixel[k] += seen * fine->pixels[from * c + k];
      for (gsize k = 0; k < n; k++)
        features[k] += weight * fine->features[from * n + k];
      total += seen;
      if (inner && fine->missing[from] > 0)
        coarse->missing[at] = 1;
      if (inner && fine->unusable[from] > 0)
        coarse->unusable[at] = 1;
    }
  for (gsize k = 0; k < c && total > 0; k++)
    pixel[k] /= total;
}

gboolean
ncsn_patch_level_halve (const NcsnPatchLevel *fine, NcsnPatchLevel *coarse, GError **error)
{
  const gsize height = (fine->height + 1) / 2, width = (fine->width + 1) / 2;

  if (!ncsn_patch_level_init (coarse, height, width, fine->channels, error) ||
      (coarse->features = ncsn_floats_new (height * width * fine->n_features, error)) == NULL)
    return FALSE;
  coarse->n_features = fine->n_features;
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      halve_pixel (fine, coarse, x, y);
  return TRUE;
}

/* Two passes, from the upper left and from the lower right, find all distances in city blocks
 * (Rosenfeld & Pfaltz 1966). */
gsize
ncsn_patch_depths (const float *missing, gsize height, gsize width, float *depths)
{
  const float far = (float)(height + width);
  float largest = 0;

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++) {
      float *depth = &depths[y * width + x];

      *depth = missing[y * width + x] > 0 ? far : 0;
      if (x > 0)
        *depth = MIN (*depth, depth[-1] + 1);
      if (y > 0)
        *depth = MIN (*depth, depths[(y - 1) * width + x] + 1);
    }
  for (gsize y = height; y-- > 0;)
    for (gsize x = width; x-- > 0;) {
      float *depth = &depths[y * width + x];

      if (x + 1 < width)
        *depth = MIN (*depth, depth[1] + 1);
      if (y + 1 < height)
        *depth = MIN (*depth, depths[(y + 1) * width + x] + 1);
      largest = MAX (largest, *depth);
    }
  return (gsize)largest;
}
