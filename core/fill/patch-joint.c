/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closes the joint between a fill by patches and what is around it. */
#include "fill/patch-joint.h"

#include <math.h>

#include "base/memory.h"
#include "patches/continue.h"

/* The largest difference that counts as one of light. At a larger one an object ends at the border:
 * its colours would flow into the hole. */
#define MAX_DIFFERENCE 0.1f

static gboolean
is_missing (const NcsnPatchLevel *level, gssize x, gssize y)
{
  return x >= 0 && y >= 0 && x < (gssize)level->width && y < (gssize)level->height &&
         level->missing[y * (gssize)level->width + x] > 0;
}

/* Marks usable pixels beside missing ones. */
static void
mark_border (const NcsnPatchLevel *level, float *border)
{
  for (gssize y = 0; y < (gssize)level->height; y++)
    for (gssize x = 0; x < (gssize)level->width; x++) {
      const gsize at = (gsize)(y * (gssize)level->width + x);

      border[at] = !(level->unusable[at] > 0) &&
                   (is_missing (level, x - 1, y) || is_missing (level, x + 1, y) ||
                    is_missing (level, x, y - 1) || is_missing (level, x, y + 1));
    }
}

/* Turns D of the border into known values minus D, and marks all pixels but those that count. */
static void
compare (const NcsnPatchLevel *level, const float *border, float *differences, float *open)
{
  const gsize c = level->channels;

  for (gsize at = 0; at < level->height * level->width; at++) {
    float *difference = differences + at * c, largest = 0;

    for (gsize i = 0; border[at] > 0 && i < c; i++) {
      difference[i] = level->pixels[at * c + i] - difference[i];
      largest = MAX (largest, fabsf (difference[i]));
    }
    open[at] = !(border[at] > 0 && largest <= MAX_DIFFERENCE);
  }
}

gboolean
ncsn_patch_joint_close (const NcsnPatchScore *score, const NcsnPatchLevel *level, float *x,
                        GError **error)
{
  const gsize pixels = level->height * level->width, c = level->channels;
  g_autoptr (NcsnFloats) border = ncsn_floats_new (pixels, error);
  g_autoptr (NcsnFloats) open = border != NULL ? ncsn_floats_new (pixels, error) : NULL;
  g_autoptr (NcsnFloats) differences = open != NULL ? ncsn_floats_new (pixels * c, error) : NULL;

  if (differences == NULL)
    return FALSE;
  mark_border (level, border);
  ncsn_patch_score_read (score, border, differences);
  compare (level, border, differences, open);
  if (!ncsn_continue (differences, open, (NcsnShape){1, level->height, level->width, c}, 0, error))
    return FALSE;
  for (gsize i = 0; i < pixels * c; i++)
    if (level->missing[i / c] > 0)
      x[i] = CLAMP (x[i] + differences[i], 0.0f, 1.0f);
  return TRUE;
}
