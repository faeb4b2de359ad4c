/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image quilting (Efros & Freeman 2001) with minimal cuts, on a torus or a rectangle. */
#include "patches/quilt.h"

#include <math.h>
#include <string.h>

#include "patches/cut.h"
#include "patches/field.h"

#define X 0
#define Y 1
#define NONE (-1)

/* Found on materials (bench/quality/textures.py). */
#define CELL 0.6   /* the largest, as a part of the source's shorter side */
#define MARGIN 0.2 /* on each side of a cell, as a part of it */
#define USE 2.0    /* how much worse a piece is for each mean use of it */
#define TRIES 500
#define PASSES 3 /* later ones choose again, when all neighbours lie there */

typedef struct {
  const NcsnPatchLevel *source;
  const NcsnPatchTarget *target;
  float *x;
  gint32 *from;    /* for each pixel of the sheet, that of the source which lies there, or NONE */
  guint32 *uses;   /* how often each pixel of the source lies on the sheet */
  double mean_use; /* pixels of the sheet for each of the source */
  gsize cell[2];   /* width and height of the sheet's cells */
  gsize margin[2];
  gsize block[2];   /* a cell with margins, in which it overlaps its neighbours */
  double place[2];  /* in the source, of the next try, 0 … 1 */
  gint32 *below;    /* for each pixel of a block, that of the sheet, or NONE beyond its edges */
  gssize left, top; /* of the block in the sheet, perhaps beyond its edges */
} Quilt;

/* A part of the source that may be laid as a block. */
typedef struct {
  gsize from[2];  /* its first pixel in the source */
  gsize begin[2]; /* and in the block */
  gsize size[2];
} Piece;

/* Finds what is below the block whose upper left corner is at this pixel of the sheet, perhaps
 * beyond its edges. */
static void
aim (Quilt *quilt, gssize left, gssize top)
{
  const NcsnPatchTarget *t = quilt->target;

  quilt->left = left;
  quilt->top = top;
  for (gsize j = 0; j < quilt->block[Y]; j++)
    for (gsize i = 0; i < quilt->block[X]; i++) {
      const gssize x = ncsn_patch_place_on (left + (gssize)i, t->width, t->wrap_x);
      const gssize y = ncsn_patch_place_on (top + (gssize)j, t->height, t->wrap_y);

      quilt->below[j * quilt->block[X] + i] =
          x < 0 || y < 0 ? NONE : (gint32)(y * (gssize)t->width + x);
    }
}

static void
take_away (const Quilt *quilt, gint32 to)
{
  if (quilt->from[to] != NONE)
    quilt->uses[quilt->from[to]]--;
  quilt->from[to] = NONE;
}

/* Takes away what lies in the middle of the block. */
static void
lift (const Quilt *quilt)
{
  const gsize *margin = quilt->margin, *block = quilt->block;

  for (gsize j = 2 * margin[Y]; j + 2 * margin[Y] < block[Y]; j++)
    for (gsize i = 2 * margin[X]; i + 2 * margin[X] < block[X]; i++)
      if (quilt->below[j * block[X] + i] != NONE)
        take_away (quilt, quilt->below[j * block[X] + i]);
}

/* The squared difference of two pixels. */
static float
difference (const Quilt *quilt, gsize from, gint32 to)
{
  const gsize c = quilt->source->channels;
  const float *new = quilt->source->pixels + from *c, *old = quilt->x + (gsize)to *c;
  float sum = 0;

  for (gsize k = 0; k < c; k++)
    sum += (new[k] - old[k]) * (new[k] - old[k]);
  return sum;
}

/* A part of the source whose cell begins at a pixel of it; margins end where the source ends. */
static Piece
piece_at (const Quilt *quilt, const gsize at[2])
{
  const gsize size[2] = {quilt->source->width, quilt->source->height};
  Piece piece;

  for (guint axis = 0; axis < 2; axis++) {
    const gsize before = MIN (quilt->margin[axis], at[axis]);
    const gsize after = MIN (quilt->margin[axis], size[axis] - at[axis] - quilt->cell[axis]);

    piece.from[axis] = at[axis] - before;
    piece.begin[axis] = quilt->margin[axis] - before;
    piece.size[axis] = before + quilt->cell[axis] + after;
  }
  return piece;
}

/* What is below pixel (i, j) of a piece. */
static gint32
below (const Quilt *quilt, const Piece *piece, gsize i, gsize j)
{
  return quilt->below[(piece->begin[Y] + j) * quilt->block[X] + piece->begin[X] + i];
}

static gsize
index_of (const Quilt *quilt, const Piece *piece, gsize i, gsize j)
{
  return (piece->from[Y] + j) * quilt->source->width + piece->from[X] + i;
}

/* How badly a piece fits: the mean difference from what lies there already, times more the more
 * often the other pixels are in use. Where the pattern goes on, uses do not count. */
static double
misfit (const Quilt *quilt, const Piece *piece)
{
  double sum = 0;
  gsize met = 0, bare = 0, uses = 0;

  for (gsize j = 0; j < piece->size[Y]; j++)
    for (gsize i = 0; i < piece->size[X]; i++) {
      const gint32 to = below (quilt, piece, i, j);
      const gsize from = index_of (quilt, piece, i, j);

      if (to == NONE)
        continue;
      if (quilt->from[to] == NONE) {
        uses += quilt->uses[from];
        bare++;
      } else {
        sum += (double)difference (quilt, from, to);
        met++;
      }
    }
  return sum / (double)MAX (met, 1) *
         (1 + USE * (double)uses / (double)MAX (bare, 1) / quilt->mean_use);
}

/* The piece that fits best, of many. Their places follow the additive recurrence R2 (Roberts 2018),
 * which covers a rectangle evenly. */
static Piece
fit (Quilt *quilt)
{
  static const double steps[2] = {0.7548776662466927, 0.5698402909980532}; /* 1/ρ, 1/ρ², ρ³ = ρ+1 */
  const gsize size[2] = {quilt->source->width, quilt->source->height};
  double least = INFINITY;
  Piece best = {0};

  for (guint i = 0; i < TRIES; i++) {
    gsize at[2];

    for (guint axis = 0; axis < 2; axis++) {
      at[axis] = (gsize)(quilt->place[axis] * (double)(size[axis] - quilt->cell[axis] + 1));
      quilt->place[axis] = fmod (quilt->place[axis] + steps[axis], 1.0);
    }
    const Piece piece = piece_at (quilt, at);
    const double found = misfit (quilt, &piece);
    if (found < least) {
      least = found;
      best = piece;
    }
  }
  return best;
}

/* Whether a pixel of a piece is beside one of the sheet that the piece does not cover. */
static gboolean
is_outermost (const Quilt *quilt, const Piece *piece, gsize i, gsize j)
{
  const NcsnPatchTarget *t = quilt->target;
  const gssize x = quilt->left + (gssize)(piece->begin[X] + i);
  const gssize y = quilt->top + (gssize)(piece->begin[Y] + j);

  return (i == 0 && ncsn_patch_place_on (x - 1, t->width, t->wrap_x) >= 0) ||
         (j == 0 && ncsn_patch_place_on (y - 1, t->height, t->wrap_y) >= 0) ||
         (i + 1 == piece->size[X] && ncsn_patch_place_on (x + 1, t->width, t->wrap_x) >= 0) ||
         (j + 1 == piece->size[Y] && ncsn_patch_place_on (y + 1, t->height, t->wrap_y) >= 0);
}

/* Finds on which side of a minimal cut each pixel of a piece is. */
static void
cut (const Quilt *quilt, const Piece *piece, guint8 *sides)
{
  const gsize width = piece->size[X], height = piece->size[Y];
  g_autofree float *differences = g_new0 (float, width *height);

  for (gsize at = 0; at < width * height; at++) {
    const gsize i = at % width, j = at / width;
    const gint32 to = below (quilt, piece, i, j);

    if (to == NONE || quilt->from[to] == NONE) {
      sides[at] = NCSN_CUT_NEW;
      continue;
    }
    sides[at] = is_outermost (quilt, piece, i, j) ? NCSN_CUT_OLD : NCSN_CUT_FREE;
    differences[at] = sqrtf (difference (quilt, index_of (quilt, piece, i, j), to));
  }
  ncsn_cut (differences, height, width, sides);
}

static void
lay (const Quilt *quilt, const Piece *piece)
{
  const gsize width = piece->size[X], height = piece->size[Y], c = quilt->source->channels;
  g_autofree guint8 *sides = g_new (guint8, width * height);

  cut (quilt, piece, sides);
  for (gsize at = 0; at < width * height; at++) {
    const gint32 to = below (quilt, piece, at % width, at / width);
    const gsize from = index_of (quilt, piece, at % width, at / width);

    if (to == NONE || sides[at] == NCSN_CUT_OLD)
      continue;
    take_away (quilt, to);
    quilt->from[to] = (gint32)from;
    quilt->uses[from]++;
    memcpy (quilt->x + (gsize)to * c, quilt->source->pixels + from * c, c * sizeof (float));
  }
}

/* Divides an axis of the sheet into equal cells. Where the sheet wraps there are at least two, so
 * that no block meets itself. */
static void
divide (Quilt *quilt, guint axis, gsize size, gboolean wrap)
{
  const gsize shorter = MIN (quilt->source->height, quilt->source->width);
  const gsize largest = (gsize)(CELL * (double)shorter);
  const gsize count = MAX ((size + largest - 1) / largest, wrap ? 2 : 1);

  quilt->cell[axis] = (size + count - 1) / count;
  quilt->margin[axis] = (gsize)(MARGIN * (double)quilt->cell[axis]);
  quilt->block[axis] = quilt->cell[axis] + 2 * quilt->margin[axis];
}

static gboolean
lay_cells (Quilt *quilt, GCancellable *cancellable, GError **error)
{
  const gsize *cell = quilt->cell;

  for (gsize y = 0; y < quilt->target->height; y += cell[Y])
    for (gsize x = 0; x < quilt->target->width; x += cell[X]) {
      aim (quilt, (gssize)x - (gssize)quilt->margin[X], (gssize)y - (gssize)quilt->margin[Y]);
      lift (quilt);
      const Piece piece = fit (quilt);
      lay (quilt, &piece);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ncsn_quilt (const NcsnPatchLevel *source, const NcsnPatchTarget *target, NcsnRandomKey key,
            GCancellable *cancellable, float *x, GError **error)
{
  const gsize size = target->width * target->height;
  g_autofree gint32 *from = g_new (gint32, size);
  g_autofree guint32 *uses = g_new0 (guint32, source->width * source->height);
  g_autofree gint32 *below = NULL;
  Quilt quilt = {.source = source,
                 .target = target,
                 .x = x,
                 .from = from,
                 .uses = uses,
                 .mean_use = (double)size / (double)(source->width * source->height)};
  float place[2];

  for (gsize i = 0; i < size; i++)
    from[i] = NONE;
  ncsn_random_uniform (key, 0, 2, place);
  quilt.place[X] = (double)place[X];
  quilt.place[Y] = (double)place[Y];
  divide (&quilt, X, target->width, target->wrap_x);
  divide (&quilt, Y, target->height, target->wrap_y);
  quilt.below = below = g_new (gint32, quilt.block[X] * quilt.block[Y]);
  for (guint pass = 0; pass < PASSES; pass++)
    if (!lay_cells (&quilt, cancellable, error))
      return FALSE;
  return TRUE;
}
