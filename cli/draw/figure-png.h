/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn with Cairo, as a PNG. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef void (*CliFigureFunc) (cairo_t *cr, gconstpointer data);

/* Lets `draw` draw on the surface, on white. The status tells of everything that went wrong on it
 * until then. */
cairo_status_t cli_figure_draw (cairo_surface_t *surface, CliFigureFunc draw, gconstpointer data);

/* A cairo_write_func_t: appends to the GByteArray `bytes`. */
cairo_status_t cli_figure_collect (void *bytes, const unsigned char *data, unsigned int length);

/* The same into a PNG of two pixels a point, whose bytes are appended. */
cairo_status_t cli_figure_png (double width, double height, CliFigureFunc draw, gconstpointer data,
                               GByteArray *bytes);

/* Writes the bytes aside and renames them into place; an error when the status is one. */
gboolean cli_figure_save (cairo_status_t status, const GByteArray *bytes, const char *path,
                          GError **error);

/* A surface of CAIRO_FORMAT_RGB24 into a PNG with the record of a report about a model
 * (image/training-files.h): `model` is the path of its file. An error when the status is one. */
gboolean cli_figure_save_report (cairo_surface_t *surface, cairo_status_t status,
                                 const char *report, const char *model, const char *path,
                                 GError **error);

/* Draws such a report, of two pixels a point. */
gboolean cli_figure_report (double width, double height, CliFigureFunc draw, gconstpointer data,
                            const char *report, const char *model, const char *path,
                            GError **error);

G_END_DECLS
