/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integer geometry of layers, selections and cells. */
#include "geometry.h"

#include <math.h>
#include <string.h>

PluginRect
plugin_rect_intersect (PluginRect a, PluginRect b)
{
  PluginRect r = {MAX (a.x, b.x), MAX (a.y, b.y), 0, 0};

  r.width = MAX (0, MIN (a.x + a.width, b.x + b.width) - r.x);
  r.height = MAX (0, MIN (a.y + a.height, b.y + b.height) - r.y);
  return r;
}

/* n / 2, rounded down also for negative n. C rounds towards zero, so layers larger than the canvas
 * would be placed differently from smaller ones. */
static int
half (int n)
{
  return n >= 0 ? n / 2 : -((1 - n) / 2);
}

PluginRect
plugin_rect_centred (PluginRect around, int width, int height)
{
  return (PluginRect){around.x + half (around.width - width),
                      around.y + half (around.height - height), width, height};
}

/* Finds the largest rectangle whose lower edge is `lower`, if it is larger than *best. heights: how
 * far the values reach up in each column. A rectangle ends where a column is lower than it is; the
 * stack (width + 1) holds the columns whose rectangles have not ended, from low to high. */
static void
find_above (const int *heights, int width, int lower, int *stack, PluginRect *best)
{
  int depth = 0;

  for (int x = 0; x <= width; x++) {
    int height = x < width ? heights[x] : 0;

    while (depth > 0 && heights[stack[depth - 1]] >= height) {
      int tall = heights[stack[--depth]];
      int left = depth > 0 ? stack[depth - 1] + 1 : 0;

      if ((gint64)tall * (x - left) > (gint64)best->width * best->height)
        *best = (PluginRect){left, lower - tall, x - left, tall};
    }
    stack[depth++] = x;
  }
}

PluginRect
plugin_rect_largest (const float *values, int width, int height, float least)
{
  g_autofree int *heights = g_new0 (int, width);
  g_autofree int *stack = g_new (int, width + 1);
  PluginRect best = {0};

  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++)
      heights[x] = *values++ >= least ? heights[x] + 1 : 0;
    find_above (heights, width, y + 1, stack, &best);
  }
  return best;
}

/* The intersection of layer and selection; its origin is the layer's corner. */
static gboolean
find_target (PluginRect layer, PluginRect selection, PluginRect *target)
{
  *target = plugin_rect_intersect (layer, selection);
  target->x -= layer.x;
  target->y -= layer.y;
  return target->width > 0 && target->height > 0;
}

gboolean
plugin_area_of_cells (PluginRect layer, PluginRect selection, int cell_width, int cell_height,
                      PluginArea *area)
{
  PluginRect *target = &area->target;
  PluginRect *block = &area->block;

  if (!find_target (layer, selection, target))
    return FALSE;
  block->x = target->x / cell_width * cell_width;
  block->y = target->y / cell_height * cell_height;
  int right = (target->x + target->width + cell_width - 1) / cell_width * cell_width;
  int lower = (target->y + target->height + cell_height - 1) / cell_height * cell_height;
  block->width = MIN (right, layer.width) - block->x;
  block->height = MIN (lower, layer.height) - block->y;
  area->grid = *block;
  return TRUE;
}

/* The rectangle with `margin` pixels around it, cut off at the layer's edges. */
static PluginRect
grow (PluginRect r, int margin, PluginRect layer)
{
  return plugin_rect_intersect (
      (PluginRect){0, 0, layer.width, layer.height},
      (PluginRect){r.x - margin, r.y - margin, r.width + 2 * margin, r.height + 2 * margin});
}

gboolean
plugin_area_with_margin (PluginRect layer, PluginRect selection, int reach, int margin,
                         PluginArea *area)
{
  if (!find_target (layer, selection, &area->target))
    return FALSE;
  area->block = grow (area->target, margin, layer);
  area->grid = grow (area->target, reach, layer);
  return TRUE;
}

/* The index in the block of the first pixel of a row of the target. */
static gsize
row_in_block (const PluginArea *area, int y)
{
  return (gsize)(area->target.y - area->block.y + y) * (gsize)area->block.width +
         (gsize)(area->target.x - area->block.x);
}

/* Writes the selection into the block's mask. FALSE if it is 0 everywhere. */
static gboolean
place_selection (const PluginArea *area, const float *selection, float *mask)
{
  gboolean any = FALSE;

  memset (mask, 0, (gsize)area->block.width * (gsize)area->block.height * sizeof *mask);
  for (int y = 0; y < area->target.height; y++) {
    float *row = mask + row_in_block (area, y);
    for (int x = 0; x < area->target.width; x++) {
      row[x] = selection[(gsize)y * (gsize)area->target.width + (gsize)x];
      any = any || row[x] > 0;
    }
  }
  return any;
}

/* Sets a pixel that is not finite to 0, because the model would spread it to its neighbours. */
static void
make_finite (float *pixel, guint channels, float *alpha)
{
  gboolean finite = isfinite (*alpha);

  for (guint c = 0; c < channels; c++)
    finite = finite && isfinite (pixel[c]);
  for (guint c = 0; c < channels && !finite; c++)
    pixel[c] = 0;
  if (!finite)
    *alpha = 0;
}

gboolean
plugin_area_mask (const PluginArea *area, const float *selection, float *alpha, float *pixels,
                  guint channels, float *mask)
{
  gsize count = (gsize)area->block.width * (gsize)area->block.height;

  if (!place_selection (area, selection, mask))
    return FALSE;
  for (gsize i = 0; i < count; i++)
    make_finite (pixels + i * channels, channels, alpha + i);
  return TRUE;
}

void
plugin_picture_cut (const float *picture, int width, guint channels, PluginRect part, float *out)
{
  gsize row = (gsize)part.width * channels;

  for (int y = 0; y < part.height; y++)
    memcpy (out + (gsize)y * row,
            picture + ((gsize)(part.y + y) * (gsize)width + (gsize)part.x) * channels,
            row * sizeof *out);
}

void
plugin_pictures_arrange (const float *pictures, int width, int height, guint channels,
                         guint columns, guint rows, float *out)
{
  gsize line = (gsize)width * channels;

  for (guint r = 0; r < rows; r++)
    for (int y = 0; y < height; y++)
      for (guint c = 0; c < columns; c++) {
        gsize from = ((gsize)(r * columns + c) * (gsize)height + (gsize)y) * line;
        gsize to = (((gsize)r * (gsize)height + (gsize)y) * columns + c) * line;
        memcpy (out + to, pictures + from, line * sizeof *out);
      }
}
