/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where tiles are, along each axis. */
#include "fill/tiles.h"

/* Pixels from one tile to the next, if patches are not larger. Each pixel next to a border is
 * evaluated twice, which takes a third more for tiles of 512 × 512 and patches of 64 × 64; larger
 * tiles would show a first result later. */
#define STEP 448

typedef struct {
  gssize start;
  gsize length;
} Span;

/* Spans of one axis: a GArray of Span (transfer full). */
static GArray *
divide (gsize size, gsize patch)
{
  const gsize step = MAX (STEP / patch, 1) * patch;
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));
  Span span = {size < patch ? -(gssize)((patch - size) / 2) : 0, MAX (size, patch)};

  for (; span.length > step + patch; span.start += (gssize)step, span.length -= step) {
    const Span one = {span.start, step + patch};

    g_array_append_val (spans, one);
  }
  g_array_append_val (spans, span);
  return spans;
}

GArray *
ncsn_tiles_cover (gsize width, gsize height, gsize patch_width, gsize patch_height)
{
  g_autoptr (GArray) columns = divide (width, patch_width);
  g_autoptr (GArray) rows = divide (height, patch_height);
  GArray *tiles = g_array_new (FALSE, FALSE, sizeof (NcsnRegion));

  for (guint j = 0; j < rows->len; j++)
    for (guint i = 0; i < columns->len; i++) {
      const Span *x = &g_array_index (columns, Span, i), *y = &g_array_index (rows, Span, j);
      const NcsnRegion tile = {x->start, y->start, x->length, y->length};

      g_array_append_val (tiles, tile);
    }
  return tiles;
}

/* Half a patch less where another tile is. */
static Span
core_of (Span span, gsize size, gsize patch)
{
  const gssize half = (gssize)(patch / 2), whole = (gssize)patch;
  const gssize end = span.start + (gssize)span.length;
  const gssize from = span.start > 0 ? span.start + half : 0;
  const gssize to = end < (gssize)size ? end - whole + half : (gssize)size;

  return (Span){from, (gsize)(to - from)};
}

NcsnRegion
ncsn_tile_core (const NcsnRegion *tile, gsize width, gsize height, gsize patch_width,
                gsize patch_height)
{
  const Span x = core_of ((Span){tile->x, tile->width}, width, patch_width);
  const Span y = core_of ((Span){tile->y, tile->height}, height, patch_height);

  return (NcsnRegion){x.start, y.start, x.length, y.length};
}
