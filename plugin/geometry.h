/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pictures go: whole-number geometry of layers, selections and cells. It knows no GIMP, so
 * that it can be tested without one. Rectangles are in pixels; which origin they count from is said
 * where they are used: the canvas, or the upper left corner of the layer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int x, y, width, height; /* empty when width or height is not positive */
} PluginRect;

/* What a task reads and writes on a layer, counted from the layer's upper left corner. */
typedef struct {
  PluginRect target; /* the part of the layer that the selection covers: the new layer's bounds */
  PluginRect block;  /* what the model is shown: the target with what is around it */
  PluginRect grid;   /* the part of the block that a model looks at in any case */
} PluginArea;

/* The common part of two rectangles; width or height is 0 when they do not meet. */
PluginRect plugin_rect_intersect (PluginRect a, PluginRect b);

/* The rectangle of this size in the middle of `around`; where it cannot be exact, the odd pixel is
 * on the right or below. */
PluginRect plugin_rect_centred (PluginRect around, int width, int height);

/* Finds the area for a model of whole pictures of this size (≥ 1 × 1): the cells that the target
 * touches, cut off at the layer's right and lower edge. The block's corner lies on the layer's grid
 * of cells, so the answer for a cell does not depend on how much else is selected. layer and
 * selection count from the canvas. FALSE when the selection does not touch the layer. */
gboolean plugin_area_of_cells (PluginRect layer, PluginRect selection, int cell_width,
                               int cell_height, PluginArea *area);

/* The same for a model of patches, as far as the layer goes: what is within `reach` of the target,
 * in a block of what is within `margin` ≥ reach. */
gboolean plugin_area_with_margin (PluginRect layer, PluginRect selection, int reach, int margin,
                                  PluginArea *area);

/* The mask for the sampler. selection: target.height × target.width values in [0, 1]. pixels:
 * block.height × block.width × channels colours, alpha: as many single values. mask (out):
 * block.height × block.width: the selection, 0 around it.
 *
 * Pixels that are not finite become transparent black, everywhere. FALSE when no pixel is selected:
 * the bounds met, but not the selection's shape. */
gboolean plugin_area_mask (const PluginArea *area, const float *selection, float *alpha,
                           float *pixels, guint channels, float *mask);

/* Copies the rectangle `part` of a picture that is `width` wide into a picture of part's own size.
 */
void plugin_picture_cut (const float *picture, int width, guint channels, PluginRect part,
                         float *out);

/* Lays columns × rows pictures of width × height side by side, row by row, into one picture. */
void plugin_pictures_arrange (const float *pictures, int width, int height, guint channels,
                              guint columns, guint rows, float *out);

G_END_DECLS
