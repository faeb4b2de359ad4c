/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures drawn with Cairo, as PNG files. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef void (*CliFigureFunc) (cairo_t *cr, gconstpointer data);

/* Calls `draw` for a white surface. The status is that of all drawing on it so far. */
cairo_status_t cli_figure_draw (cairo_surface_t *surface, CliFigureFunc draw, gconstpointer data);

/* A cairo_write_func_t: appends to the GByteArray `bytes`. */
cairo_status_t cli_figure_collect (void *bytes, const unsigned char *data, unsigned int length);

/* Draws a figure of `width` × `height` points as a PNG of two pixels a point, and appends its
 * bytes. */
cairo_status_t cli_figure_png (double width, double height, CliFigureFunc draw, gconstpointer data,
                               GByteArray *bytes);

/* Writes the bytes into a temporary file and renames it; an error if `status` is one. */
gboolean cli_figure_save (cairo_status_t status, const GByteArray *bytes, const char *path,
                          GError **error);

/* Writes a surface of CAIRO_FORMAT_RGB24 as a PNG with the record of a report about a model
 * (image/training-files.h). `model` is the path of the model's file. An error if `status` is one.
 */
gboolean cli_figure_save_report (cairo_surface_t *surface, cairo_status_t status,
                                 const char *report, const char *model, const char *path,
                                 GError **error);

/* Draws such a report of `width` × `height` points, at two pixels a point, and writes it. */
gboolean cli_figure_report (double width, double height, CliFigureFunc draw, gconstpointer data,
                            const char *report, const char *model, const char *path,
                            GError **error);

G_END_DECLS
