/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometry of layers, selections and cells. */
#include "geometry.h"

#include <math.h>
#include <string.h>

NcsnRect
ncsn_rect_intersect (NcsnRect a, NcsnRect b)
{
  NcsnRect r = {MAX (a.x, b.x), MAX (a.y, b.y), 0, 0};

  r.width = MAX (0, MIN (a.x + a.width, b.x + b.width) - r.x);
  r.height = MAX (0, MIN (a.y + a.height, b.y + b.height) - r.y);
  return r;
}

/* Half of n, rounded down also below zero: C rounds towards zero, which would make a layer larger
 * than the canvas lie differently from a smaller one. */
static int
half (int n)
{
  return n >= 0 ? n / 2 : -((1 - n) / 2);
}

NcsnRect
ncsn_rect_centred (NcsnRect around, int width, int height)
{
  return (NcsnRect){around.x + half (around.width - width),
                    around.y + half (around.height - height), width, height};
}

gboolean
ncsn_inpaint_area (NcsnRect layer, NcsnRect selection, int cell_width, int cell_height,
                   NcsnInpaintArea *area)
{
  NcsnRect common = ncsn_rect_intersect (layer, selection);
  NcsnRect *filled = &area->filled;
  NcsnRect *block = &area->block;

  if (common.width == 0 || common.height == 0)
    return FALSE;
  *filled = (NcsnRect){common.x - layer.x, common.y - layer.y, common.width, common.height};
  block->x = filled->x / cell_width * cell_width;
  block->y = filled->y / cell_height * cell_height;
  int right = (filled->x + filled->width + cell_width - 1) / cell_width * cell_width;
  int lower = (filled->y + filled->height + cell_height - 1) / cell_height * cell_height;
  block->width = MIN (right, layer.width) - block->x;
  block->height = MIN (lower, layer.height) - block->y;
  return TRUE;
}

/* Writes the selection into the block's mask. FALSE when it is 0 everywhere. */
static gboolean
place_selection (const NcsnInpaintArea *area, const float *selection, float *mask)
{
  const NcsnRect *filled = &area->filled;
  const NcsnRect *block = &area->block;
  gsize width = (gsize)block->width;
  gboolean any = FALSE;

  memset (mask, 0, width * (gsize)block->height * sizeof *mask);
  for (int y = 0; y < filled->height; y++) {
    float *row = mask + (gsize)(filled->y - block->y + y) * width + (filled->x - block->x);
    for (int x = 0; x < filled->width; x++) {
      row[x] = selection[(gsize)y * (gsize)filled->width + (gsize)x];
      any = any || row[x] > 0;
    }
  }
  return any;
}

static gboolean
cell_is_touched (const float *mask, gsize width, NcsnRect cell)
{
  for (int y = cell.y; y < cell.y + cell.height; y++)
    for (int x = cell.x; x < cell.x + cell.width; x++)
      if (mask[(gsize)y * width + (gsize)x] > 0)
        return TRUE;
  return FALSE;
}

/* Whether the colours at `pixel` are finite; if not they become 0, so that they cannot spread. */
static gboolean
make_finite (float *pixel, guint channels)
{
  gboolean finite = TRUE;

  for (guint c = 0; c < channels; c++)
    finite = finite && isfinite (pixel[c]);
  for (guint c = 0; c < channels && !finite; c++)
    pixel[c] = 0;
  return finite;
}

gboolean
ncsn_inpaint_mask (const NcsnInpaintArea *area, int cell_width, int cell_height,
                   const float *selection, const float *alpha, float *pixels, guint channels,
                   float *mask)
{
  gsize width = (gsize)area->block.width;
  NcsnRect whole = {0, 0, area->block.width, area->block.height};

  if (!place_selection (area, selection, mask))
    return FALSE;
  for (int cy = 0; cy < whole.height; cy += cell_height)
    for (int cx = 0; cx < whole.width; cx += cell_width) {
      NcsnRect cell = ncsn_rect_intersect ((NcsnRect){cx, cy, cell_width, cell_height}, whole);
      gboolean touched = cell_is_touched (mask, width, cell);

      for (int y = cell.y; y < cell.y + cell.height; y++)
        for (int x = cell.x; x < cell.x + cell.width; x++) {
          gsize i = (gsize)y * width + (gsize)x;
          gboolean known = make_finite (pixels + i * channels, channels) && alpha[i] > 0;
          if (touched && !known)
            mask[i] = 1;
        }
    }
  return TRUE;
}

void
ncsn_picture_cut (const float *picture, int width, guint channels, NcsnRect part, float *out)
{
  gsize row = (gsize)part.width * channels;

  for (int y = 0; y < part.height; y++)
    memcpy (out + (gsize)y * row,
            picture + ((gsize)(part.y + y) * (gsize)width + (gsize)part.x) * channels,
            row * sizeof *out);
}

void
ncsn_pictures_arrange (const float *pictures, int width, int height, guint channels, guint columns,
                       guint rows, float *out)
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
