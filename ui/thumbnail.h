/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small 8-bit copy of one or more large pictures, for a preview. Plain data: it can be created on
 * any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int width, height; /* at least 1 */
  guint8 *pixels;    /* (height, width, 3): red, green, blue */
} UiThumbnail;

/* A new thumbnail. pictures: (n, height, width, channels) with 1 or 3 channels; all sizes are at
 * least 1. Values outside [0, 1] are clamped after averaging. Several pictures are arranged row
 * by row in a mosaic that is about square, with black at unused places. Each pixel of the
 * thumbnail is the mean of a square of pixels, as small as possible so that no side of the
 * thumbnail is longer than `longest` ≥ 1. Free with ui_thumbnail_free (). */
UiThumbnail *ui_thumbnail_new (const float *pictures, gsize n, gsize height, gsize width,
                               gsize channels, gsize longest);

void ui_thumbnail_free (UiThumbnail *thumbnail); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiThumbnail, ui_thumbnail_free)

G_END_DECLS
