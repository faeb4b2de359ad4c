/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight orientations of a square, and a score that is evaluated in each of them in turn. */
#include "ncsn/symmetry.h"

#include <string.h>

#include "base/memory.h"

/* An orientation: rows and columns may be exchanged, then either may be reversed. */
enum { COLUMNS_BACK = 1, ROWS_BACK = 2, EXCHANGED = 4 };

#define N_ORIENTATIONS 8

struct _NcsnOrientedScore {
  NcsnScore score;
  NcsnSymmetry symmetry;
  guint64 evaluation; /* number of the next one */
  gsize room;         /* floats allocated for x and for s */
  float *x, *s;       /* the turned pictures, and their score */
};

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

/* Fills `orientations` and returns their count. */
static guint
list_orientations (NcsnSymmetry symmetry, NcsnShape shape, guint *orientations)
{
  guint count = 0;

  for (guint i = 0; i < N_ORIENTATIONS; i++)
    if (belongs_to (i, symmetry, shape))
      orientations[count++] = i;
  return count;
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

static gboolean
make_room (NcsnOrientedScore *oriented, gsize size, GError **error)
{
  if (size <= oriented->room)
    return TRUE;
  g_clear_pointer (&oriented->x, ncsn_floats_free);
  g_clear_pointer (&oriented->s, ncsn_floats_free);
  oriented->room = 0;
  if ((oriented->x = ncsn_floats_new (size, error)) == NULL ||
      (oriented->s = ncsn_floats_new (size, error)) == NULL)
    return FALSE;
  oriented->room = size;
  return TRUE;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, float *score, gpointer data,
          GError **error)
{
  NcsnOrientedScore *oriented = data;
  const NcsnScore inner = oriented->score;
  const gsize picture = shape.h * shape.w * shape.c;
  guint orientations[N_ORIENTATIONS];
  const guint count = list_orientations (oriented->symmetry, shape, orientations);
  const guint64 first = oriented->evaluation++;

  if (!make_room (oriented, shape.n * picture, error))
    return FALSE;
  for (gsize n = 0; n < shape.n; n++)
    turn (x + n * picture, oriented->x + n * picture, shape, orientations[(first + n) % count],
          FALSE);
  if (!inner.evaluate (oriented->x, shape, sigma, oriented->s, inner.data, error))
    return FALSE;
  for (gsize n = 0; n < shape.n; n++)
    turn (oriented->s + n * picture, score + n * picture, shape, orientations[(first + n) % count],
          TRUE);
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
  ncsn_floats_free (oriented->x);
  ncsn_floats_free (oriented->s);
  g_free (oriented);
}

NcsnScore
ncsn_oriented_score_function (NcsnOrientedScore *oriented)
{
  return (NcsnScore){evaluate, oriented};
}
