/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regions of a picture around the pixels that a mask marks. */
#include "fill/regions.h"

/* Pixels x0 … x1-1, y0 … y1-1. */
typedef struct {
  gsize x0, y0, x1, y1;
} Box;

static gsize
divide_up (gsize a, gsize b)
{
  return a / b + (a % b > 0);
}

static Box
join (Box a, Box b)
{
  return (Box){MIN (a.x0, b.x0), MIN (a.y0, b.y0), MAX (a.x1, b.x1), MAX (a.y1, b.y1)};
}

/* Divides the picture into blocks of this size. Returns the bounding box of the wanted pixels of
 * each block, all 0 if it has none. */
static Box *
find_blocks (const NcsnMask *mask, gsize block_width, gsize block_height, gsize *columns,
             gsize *rows)
{
  Box *blocks;

  *columns = divide_up (mask->width, block_width);
  *rows = divide_up (mask->height, block_height);
  blocks = g_new0 (Box, *columns * *rows);
  for (gsize y = 0; y < mask->height; y++)
    for (gsize x = 0; x < mask->width; x++) {
      Box *block = &blocks[y / block_height * *columns + x / block_width];
      Box pixel = {x, y, x + 1, y + 1};

      if (ncsn_mask_has (mask, y * mask->width + x))
        *block = block->x1 > 0 ? join (*block, pixel) : pixel;
    }
  return blocks;
}

GArray *
ncsn_regions_cells (const NcsnMask *mask, gsize cell_width, gsize cell_height)
{
  gsize columns, rows;
  g_autofree Box *blocks = find_blocks (mask, cell_width, cell_height, &columns, &rows);
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (NcsnRegion));

  for (gsize i = 0; i < columns * rows; i++) {
    NcsnRegion cell = {(gssize)(i % columns * cell_width), (gssize)(i / columns * cell_height),
                       cell_width, cell_height};

    if (blocks[i].x1 > 0)
      g_array_append_val (regions, cell);
  }
  return regions;
}

/* Removes the block and all connected to it from `blocks` and returns their common box. */
static Box
take_component (Box *blocks, gsize columns, gsize rows, gsize first)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (gsize));
  Box box = blocks[first];

  blocks[first].x1 = 0;
  g_array_append_val (stack, first);
  while (stack->len > 0) {
    gsize at = g_array_index (stack, gsize, stack->len - 1);
    gsize x = at % columns, y = at / columns;

    g_array_set_size (stack, stack->len - 1);
    for (gsize v = y - (y > 0); v <= MIN (y + 1, rows - 1); v++)
      for (gsize u = x - (x > 0); u <= MIN (x + 1, columns - 1); u++) {
        gsize next = v * columns + u;

        if (blocks[next].x1 == 0)
          continue;
        box = join (box, blocks[next]);
        blocks[next].x1 = 0;
        g_array_append_val (stack, next);
      }
  }
  return box;
}

/* The region along an axis around pixels begin … end-1. */
static void
surround (gsize begin, gsize end, gsize size, gsize patch, int context, gssize *start,
          gsize *length)
{
  gsize margin = ncsn_hole_margin (context, patch);
  gsize from = begin > margin ? begin - margin : 0;
  gsize to = size - end > margin ? end + margin : size;
  gsize wanted = context >= 0 ? MAX (to - from, patch) : divide_up (to - from, patch) * patch;

  *length = size > patch ? MIN (wanted, size) : patch;
  *start = (gssize)from - (gssize)((*length - MIN (*length, to - from)) / 2);
  if (size > patch)
    *start = CLAMP (*start, 0, (gssize)(size - *length));
  else
    *start = -(gssize)((patch - size) / 2);
}

typedef struct {
  const NcsnMask *mask;
  gsize patch_width, patch_height;
  int context;
} Surroundings;

static NcsnRegion
region_around (const Surroundings *around, const Box *box)
{
  NcsnRegion region;

  surround (box->x0, box->x1, around->mask->width, around->patch_width, around->context, &region.x,
            &region.width);
  surround (box->y0, box->y1, around->mask->height, around->patch_height, around->context,
            &region.y, &region.height);
  return region;
}

static gboolean
overlap (const NcsnRegion *region, const Box *box)
{
  return region->x < (gssize)box->x1 && (gssize)box->x0 < region->x + (gssize)region->width &&
         region->y < (gssize)box->y1 && (gssize)box->y0 < region->y + (gssize)region->height;
}

/* How many patches cover the region of a box. */
static double
cost (const Surroundings *around, const Box *box)
{
  NcsnRegion region = region_around (around, box);

  return (double)divide_up (region.width, around->patch_width) *
         (double)divide_up (region.height, around->patch_height);
}

/* Whether the region of one overlaps the other box, or both together take no more patches than
 * apart. */
static gboolean
belong_together (const Surroundings *around, const Box *a, const Box *b)
{
  NcsnRegion of_a = region_around (around, a), of_b = region_around (around, b);
  Box both = join (*a, *b);

  return overlap (&of_a, b) || overlap (&of_b, a) ||
         cost (around, &both) <= cost (around, a) + cost (around, b);
}

/* Adds a box, joined with all those that it belongs to. */
static void
add_box (GArray *boxes, const Surroundings *around, Box box)
{
  for (guint i = 0; i < boxes->len;) {
    Box other = g_array_index (boxes, Box, i);

    if (belong_together (around, &box, &other)) {
      box = join (box, other);
      g_array_remove_index_fast (boxes, i);
      i = 0; /* the larger box may overlap others */
    } else {
      i++;
    }
  }
  g_array_append_val (boxes, box);
}

static int
compare_boxes (gconstpointer a, gconstpointer b)
{
  const Box *one = a, *other = b;

  if (one->y0 != other->y0)
    return one->y0 < other->y0 ? -1 : 1;
  return one->x0 < other->x0 ? -1 : one->x0 > other->x0;
}

GArray *
ncsn_regions_around (const NcsnMask *mask, gsize patch_width, gsize patch_height, int context)
{
  const Surroundings around = {mask, patch_width, patch_height, context};
  /* Pixels of touching blocks are less than a quarter of a patch apart. */
  gsize block = MAX (MIN (patch_width, patch_height) / 8, 1), columns, rows;
  g_autofree Box *blocks = find_blocks (mask, block, block, &columns, &rows);
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (Box));
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (NcsnRegion));

  for (gsize i = 0; i < columns * rows; i++)
    if (blocks[i].x1 > 0)
      add_box (boxes, &around, take_component (blocks, columns, rows, i));
  g_array_sort (boxes, compare_boxes);
  for (guint i = 0; i < boxes->len; i++) {
    NcsnRegion region = region_around (&around, &g_array_index (boxes, Box, i));

    g_array_append_val (regions, region);
  }
  return regions;
}
