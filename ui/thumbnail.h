/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small picture of large ones, for a preview. Plain data: it can be made on any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int width, height; /* at least 1 */
  guint8 *pixels;    /* height × width × 3: red, green, blue */
} UiThumbnail;

/* pictures: (n, height, width, channels), channels 1 or 3, values nominally in [0, 1]; all sizes
 * are at least 1. Several pictures are laid side by side, about square, row by row, with black
 * where there are none. A pixel of the thumbnail is the mean of a square of theirs, just so large
 * that neither side of the thumbnail is longer than `longest` ≥ 1. Free with ui_thumbnail_free
 * (). */
UiThumbnail *ui_thumbnail_new (const float *pictures, gsize n, gsize height, gsize width,
                               gsize channels, gsize longest);

void ui_thumbnail_free (UiThumbnail *thumbnail); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiThumbnail, ui_thumbnail_free)

G_END_DECLS
