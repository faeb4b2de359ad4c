/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pictures go: whole-number geometry of layers, selections and cells. It knows no GIMP, so
 * that it can be tested without one. Rectangles are in pixels; which origin they count from is said
 * where they are used: the canvas, or the upper left corner of the layer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int x, y, width, height; /* empty when width or height is not positive */
} NcsnRect;

/* What an inpainting reads and writes, counted from the layer's upper left corner. */
typedef struct {
  NcsnRect filled; /* the part of the layer that the selection covers: the new layer's bounds */
  NcsnRect block;  /* the cells that `filled` touches, cut off at the layer's right and lower edge.
                      Its  corner lies on the layer's grid of cells, so the answer for a cell does
                      not  depend on how much else is selected. */
} NcsnInpaintArea;

/* The common part of two rectangles; width or height is 0 when they do not meet. */
NcsnRect ncsn_rect_intersect (NcsnRect a, NcsnRect b);

/* The rectangle of this size in the middle of `around`; where it cannot be exact, the odd pixel is
 * on the right or below. */
NcsnRect ncsn_rect_centred (NcsnRect around, int width, int height);

/* Finds the area of an inpainting. layer and selection count from the canvas; the selection's
 * bounds must lie on the canvas, as GIMP's do. cell_width, cell_height ≥ 1: the model's picture
 * size. FALSE when the selection does not touch the layer. */
gboolean ncsn_inpaint_area (NcsnRect layer, NcsnRect selection, int cell_width, int cell_height,
                            NcsnInpaintArea *area);

/* The mask for the sampler. selection: filled.height × filled.width values in [0, 1]. pixels:
 * block.height × block.width × channels colours, alpha: as many single values. mask (out):
 * block.height × block.width, above 0 where the pixel is to be found out.
 *
 * Besides the selected pixels these are the ones that say nothing (transparent, or not a finite
 * number), in the cells that the selection touches; pixels that are not finite are set to 0
 * everywhere. FALSE when no pixel is selected: the bounds met, but not the selection's shape. */
gboolean ncsn_inpaint_mask (const NcsnInpaintArea *area, int cell_width, int cell_height,
                            const float *selection, const float *alpha, float *pixels,
                            guint channels, float *mask);

/* Copies the rectangle `part` of a picture that is `width` wide into a picture of part's own size.
 */
void ncsn_picture_cut (const float *picture, int width, guint channels, NcsnRect part, float *out);

/* Lays columns × rows pictures of width × height side by side, row by row, into one picture. */
void ncsn_pictures_arrange (const float *pictures, int width, int height, guint channels,
                            guint columns, guint rows, float *out);

G_END_DECLS
