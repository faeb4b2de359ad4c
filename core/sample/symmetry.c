/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight orientations of a square, and a score that is evaluated in each of them in turn. */
#include "ncsn/symmetry.h"

#include <string.h>

#include "base/memory.h"

/* An orientation: rows and columns may be exchanged, then either may be reversed. */
enum { COLUMNS_BACK = 1, ROWS_BACK = 2, EXCHANGED = 4 };

#define N_ORIENTATIONS 8

/* An array that grows with the batches. */
typedef struct {
  float *values;
  gsize room; /* floats allocated */
} Array;

struct _NcsnOrientedScore {
  NcsnScore score;
  NcsnSymmetry symmetry;
  guint64 evaluation; /* number of the next one */
  Array x, known, mask, levels, view,
      s; /* the turned pictures, what is known of them, their score */
};

/* How the pictures of an evaluation lie. */
typedef struct {
  guint list[N_ORIENTATIONS], count;
  guint64 first; /* place in the list, modulo count, of picture 0; the others follow */
} Orientations;

static gboolean
belongs_to (guint orientation, NcsnSymmetry symmetry, NcsnShape shape)
{
  /* An odd number of these flags mirrors; an even one turns. */
  const gboolean mirrors = __builtin_popcount (orientation) % 2;

  if (orientation & EXCHANGED && (shape.h != shape.w || !symmetry.turned))
    return FALSE;
  if (symmetry.mirrored)
    return symmetry.turned || !(orientation & ROWS_BACK);
  return orientation == 0 || (symmetry.turned && !mirrors);
}

static Orientations
orientations_of (NcsnSymmetry symmetry, NcsnShape shape, guint64 first)
{
  Orientations orientations = {.first = first};

  for (guint i = 0; i < N_ORIENTATIONS; i++)
    if (belongs_to (i, symmetry, shape))
      orientations.list[orientations.count++] = i;
  return orientations;
}

/* The pixel of the picture that is at (y, x) of the turned picture. */
static inline gsize
pixel_at (guint orientation, NcsnShape shape, gsize y, gsize x)
{
  const gsize row = orientation & EXCHANGED ? x : y;
  const gsize column = orientation & EXCHANGED ? y : x;

  return (orientation & ROWS_BACK ? shape.h - 1 - row : row) * shape.w +
         (orientation & COLUMNS_BACK ? shape.w - 1 - column : column);
}

/* Turns one picture into an orientation, or back. */
static void
turn (const float *from, float *to, NcsnShape shape, guint orientation, gboolean back)
{
  gsize seen = 0;

  for (gsize y = 0; y < shape.h; y++)
    for (gsize x = 0; x < shape.w; x++, seen++) {
      const gsize lies = pixel_at (orientation, shape, y, x);

      memcpy (to + (back ? lies : seen) * shape.c, from + (back ? seen : lies) * shape.c,
              shape.c * sizeof (float));
    }
}

/* Turns pictures (N, H, W, C), or back. */
static void
turn_all (const Orientations *orientations, const float *from, float *to, NcsnShape shape,
          gboolean back)
{
  const gsize picture = shape.h * shape.w * shape.c;

  for (gsize n = 0; n < shape.n; n++)
    turn (from + n * picture, to + n * picture, shape,
          orientations->list[(orientations->first + n) % orientations->count], back);
}

static gboolean
make_room (Array *array, gsize size, GError **error)
{
  if (size <= array->room)
    return TRUE;
  ncsn_floats_free (array->values);
  array->values = ncsn_floats_new (size, error);
  array->room = array->values != NULL ? size : 0;
  return array->values != NULL;
}

/* Turns pictures into an array. */
static gboolean
show (const Orientations *orientations, const float *pictures, NcsnShape shape, Array *array,
      GError **error)
{
  if (!make_room (array, ncsn_shape_size (shape), error))
    return FALSE;
  turn_all (orientations, pictures, array->values, shape, FALSE);
  return TRUE;
}

/* Turns what is known into *turned. */
static gboolean
show_known (const Orientations *orientations, const NcsnKnown *known, NcsnShape shape,
            NcsnOrientedScore *oriented, NcsnKnown *turned, GError **error)
{
  const NcsnShape pixels = {shape.n, shape.h, shape.w, 1};
  const NcsnShape viewed = {shape.n, shape.h, shape.w, shape.c + 1};

  if (known->mask != NULL && (!show (orientations, known->known, shape, &oriented->known, error) ||
                              !show (orientations, known->mask, pixels, &oriented->mask, error)))
    return FALSE;
  if (known->levels != NULL &&
      !show (orientations, known->levels, pixels, &oriented->levels, error))
    return FALSE;
  if (known->view != NULL && !show (orientations, known->view, viewed, &oriented->view, error))
    return FALSE;
  *turned = (NcsnKnown){known->mask != NULL ? oriented->known.values : NULL,
                        known->mask != NULL ? oriented->mask.values : NULL,
                        known->levels != NULL ? oriented->levels.values : NULL,
                        known->view != NULL ? oriented->view.values : NULL};
  return TRUE;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  NcsnOrientedScore *oriented = data;
  const NcsnScore inner = oriented->score;
  const Orientations orientations =
      orientations_of (oriented->symmetry, shape, oriented->evaluation++);
  NcsnKnown turned;

  if (!show (&orientations, x, shape, &oriented->x, error) ||
      (known != NULL && !show_known (&orientations, known, shape, oriented, &turned, error)) ||
      !make_room (&oriented->s, ncsn_shape_size (shape), error))
    return FALSE;
  if (!inner.evaluate (oriented->x.values, shape, sigma, known != NULL ? &turned : NULL,
                       oriented->s.values, inner.data, error))
    return FALSE;
  turn_all (&orientations, oriented->s.values, score, shape, TRUE);
  return TRUE;
}

NcsnOrientedScore *
ncsn_oriented_score_new (NcsnScore score, NcsnSymmetry symmetry)
{
  NcsnOrientedScore *oriented = g_new0 (NcsnOrientedScore, 1);

  oriented->score = score;
  oriented->symmetry = symmetry;
  return oriented;
}

void
ncsn_oriented_score_free (NcsnOrientedScore *oriented)
{
  if (oriented == NULL)
    return;
  ncsn_floats_free (oriented->x.values);
  ncsn_floats_free (oriented->known.values);
  ncsn_floats_free (oriented->mask.values);
  ncsn_floats_free (oriented->levels.values);
  ncsn_floats_free (oriented->view.values);
  ncsn_floats_free (oriented->s.values);
  g_free (oriented);
}

NcsnScore
ncsn_oriented_score_function (NcsnOrientedScore *oriented)
{
  return (NcsnScore){evaluate, oriented};
}
