/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integer geometry of layers, selections and cells: which pixels a task reads and writes. It does
 * not depend on GIMP, so that it can be tested without GIMP. Rectangles are in pixels. Their origin
 * is either the canvas's or the layer's upper left corner, as stated at each use. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int x, y, width, height; /* empty when width or height is not positive */
} PluginRect;

/* What a task reads and writes on a layer. The origin is the layer's upper left corner. */
typedef struct {
  PluginRect
      target; /* the part of the layer inside the selection's bounds: the new layer's bounds */
  PluginRect block; /* the pixels that the task gets: the target and its surroundings */
  PluginRect grid;  /* the part of the block that the model reads in every case */
} PluginArea;

/* The intersection of two rectangles; width or height is 0 if it is empty. */
PluginRect plugin_rect_intersect (PluginRect a, PluginRect b);

/* The rectangle of this size in the middle of `around`. If the difference is odd, the extra pixel
 * is on the right or below. */
PluginRect plugin_rect_centred (PluginRect around, int width, int height);

/* The largest rectangle in which all values (height, width) are at least `least`; of several, the
 * one whose lower edge is highest. Empty if there is none. */
PluginRect plugin_rect_largest (const float *values, int width, int height, float least);

/* Finds the area for a model of whole pictures of this size (≥ 1 × 1). The block and the grid are
 * the cells that the target touches, cut off at the layer's right and lower edge. The block's
 * corner lies on the layer's grid of cells, so the result for a cell does not depend on what else
 * is selected. layer and selection: on the canvas. FALSE if the selection does not touch the layer.
 */
gboolean plugin_area_of_cells (PluginRect layer, PluginRect selection, int cell_width,
                               int cell_height, PluginArea *area);

/* Finds the area for a model of patches. The grid is the part of the layer within `reach` pixels of
 * the target, the block the part within `margin` ≥ reach pixels. Otherwise as
 * plugin_area_of_cells (). */
gboolean plugin_area_with_margin (PluginRect layer, PluginRect selection, int reach, int margin,
                                  PluginArea *area);

/* Writes the mask for the sampler, (block.height, block.width): the selection, and 0 around it.
 * selection: (target.height, target.width), values in [0, 1]. pixels: (block.height, block.width,
 * channels); alpha: (block.height, block.width).
 *
 * Pixels of the block that are not finite become transparent black. FALSE if no pixel is selected:
 * the selection's bounds touch the layer, but its shape does not. */
gboolean plugin_area_mask (const PluginArea *area, const float *selection, float *alpha,
                           float *pixels, guint channels, float *mask);

/* Copies the rectangle `part` of a picture (…, width, channels) to out: (part.height, part.width,
 * channels). */
void plugin_picture_cut (const float *picture, int width, guint channels, PluginRect part,
                         float *out);

/* Arranges columns × rows pictures (height, width, channels) in one picture, row by row: out is
 * (rows × height, columns × width, channels). */
void plugin_pictures_arrange (const float *pictures, int width, int height, guint channels,
                              guint columns, guint rows, float *out);

G_END_DECLS
