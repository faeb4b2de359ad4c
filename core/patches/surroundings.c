/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What surrounds a pixel, in numbers: how strong texture is, and which colour prevails. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "patches/continue.h"
#include "patches/level.h"

#define RADIUS 16 /* of the square, in pixels */

/* Weights of the two slopes and of the colours, as factors of the 49 squares in the distance of two
 * patches, found on photographs (bench/quality/removal.py). */
#define SLOPES 2
#define SLOPE_WEIGHT 2.5
#define COLOUR_WEIGHT 0.5

static float
gray (const NcsnPatchLevel *level, gsize x, gsize y)
{
  const float *pixel = level->pixels + (y * level->width + x) * level->channels;
  float sum = 0;

  for (gsize c = 0; c < level->channels; c++)
    sum += pixel[c];
  return sum / (float)level->channels;
}

/* Whether the pixel and those beside it are usable. */
static gboolean
is_clear (const NcsnPatchLevel *level, gsize x, gsize y)
{
  if (x == 0 || y == 0 || x + 1 >= level->width || y + 1 >= level->height)
    return FALSE;
  for (gsize v = y - 1; v <= y + 1; v++)
    for (gsize u = x - 1; u <= x + 1; u++)
      if (level->unusable[v * level->width + u] > 0)
        return FALSE;
  return TRUE;
}

/* The numbers of one pixel alone, and 1, or all 0 where it is not clear. */
static void
measure (const NcsnPatchLevel *level, gsize x, gsize y, double *numbers)
{
  const double slope = SLOPE_WEIGHT * NCSN_PATCH_SIDE, colour = COLOUR_WEIGHT * NCSN_PATCH_SIDE;
  const float *pixel = level->pixels + (y * level->width + x) * level->channels;

  numbers[level->n_features] = 0;
  for (gsize i = 0; i < level->n_features; i++)
    numbers[i] = 0;
  if (!is_clear (level, x, y))
    return;
  numbers[0] = slope * fabsf (gray (level, x + 1, y) - gray (level, x - 1, y)) / 2;
  numbers[1] = slope * fabsf (gray (level, x, y + 1) - gray (level, x, y - 1)) / 2;
  for (gsize c = 0; c < level->channels; c++)
    numbers[SLOPES + c] = colour * (double)pixel[c];
  numbers[level->n_features] = 1;
}

/* Sums of the numbers over all pixels above and left of each corner between pixels: (height + 1,
 * width + 1, n_features + 1). NULL with NCSN_ERROR_MEMORY. */
static double *
add_up (const NcsnPatchLevel *level, GError **error)
{
  const gsize n = level->n_features + 1, row = (level->width + 1) * n;
  double *sums = g_try_new0 (double, (level->height + 1) * row);
  g_autofree double *numbers = g_new (double, n);

  if (sums == NULL)
    g_set_error_literal (
        error, NCSN_ERROR, NCSN_ERROR_MEMORY,
        _ ("There is not enough memory for the surroundings of a hole: take a smaller "
           "picture."));
  for (gsize y = 0; sums != NULL && y < level->height; y++)
    for (gsize x = 0; x < level->width; x++) {
      double *sum = sums + (y + 1) * row + (x + 1) * n;

      measure (level, x, y, numbers);
      for (gsize i = 0; i < n; i++)
        sum[i] = numbers[i] + sum[(gssize)i - (gssize)n] + sum[(gssize)i - (gssize)row] -
                 sum[(gssize)i - (gssize)(row + n)];
    }
  return sums;
}

/* Means over the square around each pixel; `empty` becomes 1 where it has no usable pixel. */
static void
average (NcsnPatchLevel *level, const double *sums, float *empty)
{
  const gsize n = level->n_features, row = (level->width + 1) * (n + 1);

  for (gsize y = 0; y < level->height; y++)
    for (gsize x = 0; x < level->width; x++) {
      const gsize at = y * level->width + x;
      const gsize left = (x - MIN (x, RADIUS)) * (n + 1);
      const gsize right = MIN (x + RADIUS + 1, level->width) * (n + 1);
      const double *top = sums + (y - MIN (y, RADIUS)) * row;
      const double *bottom = sums + MIN (y + RADIUS + 1, level->height) * row;
      const double count = bottom[right + n] - top[right + n] - bottom[left + n] + top[left + n];

      empty[at] = count < 0.5;
      for (gsize i = 0; i < n && count >= 0.5; i++)
        level->features[at * n + i] =
            (float)((bottom[right + i] - top[right + i] - bottom[left + i] + top[left + i]) /
                    count);
    }
}

gboolean
ncsn_patch_level_describe (NcsnPatchLevel *level, GError **error)
{
  const gsize size = level->height * level->width, n = SLOPES + level->channels;
  const NcsnShape shape = {1, level->height, level->width, n};
  g_autoptr (NcsnFloats) empty = ncsn_floats_new (size, error);
  g_autofree double *sums = NULL;

  if (empty == NULL || (level->features = ncsn_floats_new (size * n, error)) == NULL)
    return FALSE;
  level->n_features = n;
  sums = add_up (level, error);
  if (sums == NULL)
    return FALSE;
  average (level, sums, empty);
  return ncsn_continue (level->features, empty, shape, 0, error);
}
