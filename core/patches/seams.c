/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every pixel proposes to continue its source over a square around it, and neighbours over it. */
#include "patches/seams.h"

#include "base/memory.h"

#define GAIN 0.5f   /* a change must leave less than this share of the cost */
#define UNSEEN 0.1f /* the difference where no pixel beyond the seam is usable in either source */
#define LEAST_CONTRAST 3e-3f /* of two neighbours, squared: that of noise */

static const gint32 radii[] = {6, 3, 1}; /* of squares */

/* The neighbours of a pixel, those before it in the second half. */
static const NcsnPatchPixel neighbours[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

typedef struct {
  const NcsnPatchLevel *level;
  NcsnPatchPixel *sources;
  const float *depths; /* (height, width): of missing pixels, 0 elsewhere */
} Seams;

/* A square, inclusive, whose free pixels may have sources `by` from themselves. */
typedef struct {
  gint32 left, top, right, bottom;
  NcsnPatchPixel by;
  gboolean moved;
} Square;

gboolean
ncsn_patch_seams_usable (const NcsnPatchLevel *level, gint32 x, gint32 y)
{
  return x >= 0 && y >= 0 && x < (gint32)level->width && y < (gint32)level->height &&
         !(level->unusable[(gsize)y * level->width + (gsize)x] > 0);
}

/* Adds the squared difference of a usable pixel and another one, if that is usable too; returns how
 * many it has added. */
static guint
add_difference (const NcsnPatchLevel *level, NcsnPatchPixel one, NcsnPatchPixel other, float *sum)
{
  const gsize c = level->channels;

  if (!ncsn_patch_seams_usable (level, other.x, other.y))
    return 0;
  const float *a = level->pixels + ((gsize)one.y * level->width + (gsize)one.x) * c;
  const float *b = level->pixels + ((gsize)other.y * level->width + (gsize)other.x) * c;
  for (gsize i = 0; i < c; i++)
    *sum += (a[i] - b[i]) * (a[i] - b[i]);
  return 1;
}

/* How much a seam shows between a pixel and its neighbour at `to`, from the sources of both. */
static float
visible (const NcsnPatchLevel *level, NcsnPatchPixel here, NcsnPatchPixel there, NcsnPatchPixel to)
{
  const NcsnPatchPixel next = {here.x + to.x, here.y + to.y};
  const NcsnPatchPixel before = {there.x - to.x, there.y - to.y};
  float difference = 0, contrast = LEAST_CONTRAST;
  guint count;

  if (next.x == there.x && next.y == there.y)
    return 0;
  count = add_difference (level, there, next, &difference) +
          add_difference (level, here, before, &difference);
  add_difference (level, here, next, &contrast);
  add_difference (level, there, before, &contrast);
  return (count > 0 ? difference * (float)(2 / count) : UNSEEN) / contrast;
}

/* Pixels beside known ones keep their sources: patches with known pixels have chosen them, with the
 * slope of the light there. */
static gboolean
is_free (const Seams *seams, gint32 x, gint32 y)
{
  return seams->depths[(gsize)y * seams->level->width + (gsize)x] > 1;
}

static gboolean
is_inside (const Square *square, gint32 x, gint32 y)
{
  return x >= square->left && x <= square->right && y >= square->top && y <= square->bottom;
}

static NcsnPatchPixel
source_of (const Seams *seams, const Square *square, gint32 x, gint32 y)
{
  if (square->moved && is_inside (square, x, y) && is_free (seams, x, y))
    return (NcsnPatchPixel){x + square->by.x, y + square->by.y};
  return seams->sources[(gsize)y * seams->level->width + (gsize)x];
}

/* The cost of the seams of a free pixel in the square; those between two such pixels count for the
 * first. */
static float
cost_of_pixel (const Seams *seams, const Square *square, gint32 x, gint32 y)
{
  const NcsnPatchPixel here = source_of (seams, square, x, y);
  float cost = 0;

  for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++) {
    const gint32 u = x + neighbours[i].x, v = y + neighbours[i].y;

    if (u < 0 || v < 0 || u >= (gint32)seams->level->width || v >= (gint32)seams->level->height)
      continue;
    const NcsnPatchPixel there = source_of (seams, square, u, v);
    const gboolean counted =
        i >= G_N_ELEMENTS (neighbours) / 2 && is_inside (square, u, v) && is_free (seams, u, v);

    if (there.x >= 0 && !counted)
      cost += visible (seams->level, here, there, neighbours[i]);
  }
  return cost;
}

static float
cost_of (const Seams *seams, const Square *square)
{
  float cost = 0;

  for (gint32 y = square->top; y <= square->bottom; y++)
    for (gint32 x = square->left; x <= square->right; x++)
      if (is_free (seams, x, y))
        cost += cost_of_pixel (seams, square, x, y);
  return cost;
}

static gboolean
is_possible (const Seams *seams, const Square *square)
{
  for (gint32 y = square->top; y <= square->bottom; y++)
    for (gint32 x = square->left; x <= square->right; x++)
      if (is_free (seams, x, y) &&
          !ncsn_patch_seams_usable (seams->level, x + square->by.x, y + square->by.y))
        return FALSE;
  return TRUE;
}

/* Continues the source of the pixel `from` over the square around (x, y), if this costs less. */
static void
propose (const Seams *seams, gint32 x, gint32 y, NcsnPatchPixel from, gint32 radius)
{
  const gint32 w = (gint32)seams->level->width, h = (gint32)seams->level->height;
  const NcsnPatchPixel source = seams->sources[(gsize)from.y * (gsize)w + (gsize)from.x];
  Square square = {.left = MAX (x - radius, 0),
                   .top = MAX (y - radius, 0),
                   .right = MIN (x + radius, w - 1),
                   .bottom = MIN (y + radius, h - 1),
                   .by = {source.x - from.x, source.y - from.y}};
  const float before = cost_of (seams, &square);

  square.moved = TRUE;
  if (!(before > 0) || !is_possible (seams, &square) || !(cost_of (seams, &square) < before * GAIN))
    return;
  for (gint32 v = square.top; v <= square.bottom; v++)
    for (gint32 u = square.left; u <= square.right; u++)
      seams->sources[(gsize)v * (gsize)w + (gsize)u] = source_of (seams, &square, u, v);
}

static void
propose_neighbours (const Seams *seams, gint32 x, gint32 y)
{
  for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++) {
    const NcsnPatchPixel from = {x + neighbours[i].x, y + neighbours[i].y};

    if (from.x >= 0 && from.y >= 0 && from.x < (gint32)seams->level->width &&
        from.y < (gint32)seams->level->height && is_free (seams, from.x, from.y))
      propose (seams, x, y, from, 0);
  }
}

/* Visits the free pixels; with radius 0 their neighbours propose. */
static gboolean
visit (const Seams *seams, gint32 radius, GCancellable *cancellable, GError **error)
{
  const gint32 w = (gint32)seams->level->width, h = (gint32)seams->level->height;

  for (gint32 y = 0; y < h; y++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    for (gint32 x = 0; x < w; x++) {
      if (!is_free (seams, x, y))
        continue;
      if (radius > 0)
        propose (seams, x, y, (NcsnPatchPixel){x, y}, radius);
      else
        propose_neighbours (seams, x, y);
    }
  }
  return TRUE;
}

gboolean
ncsn_patch_seams_move (const NcsnPatchLevel *level, NcsnPatchPixel *sources,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (NcsnFloats) depths = ncsn_floats_new (level->height * level->width, error);
  const Seams seams = {level, sources, depths};

  if (depths == NULL)
    return FALSE;
  ncsn_patch_depths (level->missing, level->height, level->width, depths);
  for (guint i = 0; i < G_N_ELEMENTS (radii); i++)
    if (!visit (&seams, radii[i], cancellable, error))
      return FALSE;
  return visit (&seams, 0, cancellable, error);
}
