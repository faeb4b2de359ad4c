/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures cut from a sheet: squares or rectangles of one size, row by row without gaps. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A sheet and the size of the pictures on it. */
typedef struct {
  GdkPixbuf *pixels;       /* owned */
  int width, height;       /* of a picture, in pixels of the sheet */
  guint n_columns, n_rows; /* of whole pictures; a sheet of one smaller picture has 1 × 1 */
} UiPictureSheet;

/* Reads a sheet from a picture file. width, height: of a picture on it, at least 1; a picture that
 * is larger than the sheet is cut to its size. Sheets above 32 megapixels are refused. FALSE, with
 * *sheet zeroed, if there is no such sheet. */
gboolean ui_picture_sheet_read (UiPictureSheet *sheet, const char *path, int width, int height);

void ui_picture_sheet_clear (UiPictureSheet *sheet); /* frees what it holds */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UiPictureSheet, ui_picture_sheet_clear)

/* A square of side × side pixels (times `scale`, that of the screen) that shows the first pictures
 * of the rows first … first+count-1: one alone, of more of them four, evenly chosen. The rows must
 * be on the sheet. Free with cairo_surface_destroy (). */
cairo_surface_t *ui_picture_sheet_rows (const UiPictureSheet *sheet, guint first, guint count,
                                        int side, int scale);

/* The same of the sheet's upper left corner: at most 2 × 2 pictures. */
cairo_surface_t *ui_picture_sheet_corner (const UiPictureSheet *sheet, int side, int scale);

G_END_DECLS
