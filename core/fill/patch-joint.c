/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins pieces of the picture in its hole. */
#include "fill/patch-joint.h"

#include <math.h>

#include "base/memory.h"
#include "patches/poisson.h"
#include "patches/seams.h"

/* The largest difference that counts as one of light. At a larger one an object ends: its colours
 * would flow over the joint. */
#define MAX_DIFFERENCE 0.25f

/* The most by which a step between two pieces changes: beyond, both may well be right. */
#define MAX_CHANGE 0.15f

typedef struct {
  const NcsnPatchLevel *level;
  NcsnPatchPixel *sources; /* (height, width); x is below 0 where there is none */
  NcsnPoisson poisson;
  float *ties, *wanted; /* arrays of the equation; owned */
} Joint;

static void
joint_clear (Joint *joint)
{
  g_free (joint->sources);
  ncsn_floats_free (joint->ties);
  ncsn_floats_free (joint->wanted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Joint, joint_clear)

static gboolean
joint_init (Joint *joint, const NcsnPatchLevel *level, float *x, GError **error)
{
  const gsize size = level->height * level->width;

  joint->level = level;
  joint->sources = g_new (NcsnPatchPixel, size);
  if ((joint->ties = ncsn_floats_new (3 * size, error)) == NULL ||
      (joint->wanted = ncsn_floats_new (size * level->channels, error)) == NULL)
    return FALSE;
  joint->poisson =
      (NcsnPoisson){level->height,      level->width,           level->channels, joint->ties,
                    joint->ties + size, joint->ties + 2 * size, joint->wanted,   x};
  return TRUE;
}

/* Usable pixels are their own source. */
static void
find_sources (Joint *joint, const NcsnPatchScore *score)
{
  const NcsnPatchLevel *level = joint->level;

  for (gint32 y = 0; y < (gint32)level->height; y++)
    for (gint32 x = 0; x < (gint32)level->width; x++)
      joint->sources[(gsize)y * level->width + (gsize)x] =
          ncsn_patch_seams_usable (level, x, y) ? (NcsnPatchPixel){x, y} : (NcsnPatchPixel){-1, -1};
  ncsn_patch_score_sources (score, joint->sources);
}

static const float *
pixel_of (const NcsnPatchLevel *level, NcsnPatchPixel place)
{
  return level->pixels + ((gsize)place.y * level->width + (gsize)place.x) * level->channels;
}

/* Whether the pixel at `other` is usable and looks like one. */
static gboolean
is_like (const NcsnPatchLevel *level, NcsnPatchPixel one, NcsnPatchPixel other)
{
  if (!ncsn_patch_seams_usable (level, other.x, other.y))
    return FALSE;
  for (gsize i = 0; i < level->channels; i++)
    if (fabsf (pixel_of (level, one)[i] - pixel_of (level, other)[i]) > MAX_DIFFERENCE)
      return FALSE;
  return TRUE;
}

/* The step from a missing pixel to the next one in channel i: the larger of those in the sources of
 * both, as a mean would be smooth (mixing gradients). Where the sources differ much an object ends,
 * and the step stays. */
static float
step (const NcsnPatchLevel *level, NcsnPatchPixel here, NcsnPatchPixel there, NcsnPatchPixel to,
      gsize i)
{
  const NcsnPatchPixel next = {here.x + to.x, here.y + to.y};
  const NcsnPatchPixel before = {there.x - to.x, there.y - to.y};
  const gboolean goes_on = is_like (level, there, next), comes_from = is_like (level, here, before);
  const float from = pixel_of (level, here)[i], until = pixel_of (level, there)[i];
  const float one = goes_on ? pixel_of (level, next)[i] - from : 0;
  const float other = comes_from ? until - pixel_of (level, before)[i] : 0;

  if (!goes_on && !comes_from)
    return until - from;
  return fabsf (other) > fabsf (one) ? other : one;
}

/* Ties the missing pixel `at` to a known neighbour, if the source goes on like that. */
static void
hold (Joint *joint, gsize at, NcsnPatchPixel known, NcsnPatchPixel to)
{
  const NcsnPatchLevel *level = joint->level;
  const NcsnPatchPixel here = joint->sources[at];

  if (!is_like (level, known, (NcsnPatchPixel){here.x + to.x, here.y + to.y}))
    return;
  joint->poisson.held[at] += 1;
  for (gsize i = 0; i < level->channels; i++)
    joint->wanted[at * level->channels + i] +=
        pixel_of (level, known)[i] - step (level, here, known, to, i);
}

/* Adds the terms of a pixel and the next one, `to` from it. */
static void
join (Joint *joint, gsize at, gsize next, NcsnPatchPixel to, float *tie)
{
  const NcsnPatchLevel *level = joint->level;
  const NcsnPatchPixel here = joint->sources[at], there = joint->sources[next];
  const gboolean missing = level->missing[at] > 0, next_missing = level->missing[next] > 0;
  const NcsnPatchPixel back = {-to.x, -to.y};

  if (here.x < 0 || there.x < 0 || (!missing && !next_missing))
    return;
  if (!missing || !next_missing) {
    hold (joint, missing ? at : next, missing ? there : here, missing ? to : back);
    return;
  }
  *tie = 1;
  for (gsize i = 0; i < level->channels; i++) {
    const float own = pixel_of (level, there)[i] - pixel_of (level, here)[i];
    const float shared = step (level, here, there, to, i);
    const float difference = fabsf (shared - own) <= MAX_CHANGE ? shared : own;

    joint->wanted[at * level->channels + i] -= difference;
    joint->wanted[next * level->channels + i] += difference;
  }
}

static void
write_equation (Joint *joint)
{
  const gsize w = joint->level->width, h = joint->level->height;

  for (gsize y = 0; y < h; y++)
    for (gsize x = 0; x < w; x++) {
      const gsize at = y * w + x;

      if (x + 1 < w)
        join (joint, at, at + 1, (NcsnPatchPixel){1, 0}, joint->poisson.right + at);
      if (y + 1 < h)
        join (joint, at, at + w, (NcsnPatchPixel){0, 1}, joint->poisson.down + at);
    }
}

gboolean
ncsn_patch_joint_close (const NcsnPatchScore *score, const NcsnPatchLevel *level,
                        GCancellable *cancellable, float *x, GError **error)
{
  const gsize c = level->channels, size = level->height * level->width * c;
  g_auto (Joint) joint = {0};

  if (!joint_init (&joint, level, x, error))
    return FALSE;
  find_sources (&joint, score);
  if (!ncsn_patch_seams_move (level, joint.sources, cancellable, error))
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (level->missing[i / c] > 0)
      x[i] = pixel_of (level, joint.sources[i / c])[i % c];
  write_equation (&joint);
  if (!ncsn_poisson_solve (&joint.poisson, error))
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (level->missing[i / c] > 0)
      x[i] = CLAMP (x[i], 0.0f, 1.0f);
  return TRUE;
}
