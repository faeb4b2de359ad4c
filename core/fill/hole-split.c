/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Divides the holes of a mask by their width. */
#include "ncsn/hole.h"

#include <string.h>

#include "fill/regions.h"

typedef struct {
  NcsnMask mask;
  guint8 *seen; /* (height, width) */
  GArray *hole; /* the pixels of the present hole, gsize */
} Search;

static void
visit (const Search *search, gsize x, gsize y)
{
  const gsize at = y * search->mask.width + x;

  if (search->seen[at] || !ncsn_mask_has (&search->mask, at))
    return;
  search->seen[at] = 1;
  g_array_append_val (search->hole, at);
}

/* Lists all pixels that are connected with pixel (x, y) by their sides. */
static void
find_hole (const Search *search, gsize x, gsize y)
{
  g_array_set_size (search->hole, 0);
  visit (search, x, y);
  for (guint i = 0; i < search->hole->len; i++) {
    const gsize at = g_array_index (search->hole, gsize, i);
    const gsize u = at % search->mask.width, v = at / search->mask.width;

    if (u > 0)
      visit (search, u - 1, v);
    if (u + 1 < search->mask.width)
      visit (search, u + 1, v);
    if (v > 0)
      visit (search, u, v - 1);
    if (v + 1 < search->mask.height)
      visit (search, u, v + 1);
  }
}

/* The side of the largest square of wanted pixels that ends at each pixel, as in
 * ncsn_hole_width (). */
static guint32 *
measure_squares (const Search *search)
{
  const gsize w = search->mask.width;
  guint32 *sides = g_new0 (guint32, w * search->mask.height);

  for (gsize y = 0; y < search->mask.height; y++)
    for (gsize x = 0; x < w; x++) {
      guint32 *side = sides + y * w + x;

      if (ncsn_mask_has (&search->mask, y * w + x))
        *side =
            x > 0 && y > 0 ? 1 + MIN (side[-1], MIN (side[-(gssize)w], side[-(gssize)w - 1])) : 1;
    }
  return sides;
}

gsize
ncsn_hole_split (const float *mask, const float *alpha, gsize width, gsize height, float *narrow,
                 float *wide)
{
  g_autofree guint8 *seen = g_new0 (guint8, width * height);
  g_autoptr (GArray) hole = g_array_new (FALSE, FALSE, sizeof (gsize));
  const Search search = {{width, height, mask, alpha}, seen, hole};
  g_autofree guint32 *sides = measure_squares (&search);
  gsize count = 0;

  memset (narrow, 0, width * height * sizeof (float));
  memset (wide, 0, width * height * sizeof (float));
  for (gsize i = 0; i < width * height; i++) {
    guint32 largest = 0;

    find_hole (&search, i % width, i / width);
    for (guint k = 0; k < hole->len; k++)
      largest = MAX (largest, sides[g_array_index (hole, gsize, k)]);
    count += largest > NCSN_NARROW_HOLE;
    for (guint k = 0; k < hole->len; k++) {
      const gsize at = g_array_index (hole, gsize, k);

      (largest > NCSN_NARROW_HOLE ? wide : narrow)[at] = mask[at];
    }
  }
  return count;
}
