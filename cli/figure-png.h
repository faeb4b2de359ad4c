/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn with Cairo, as the bytes of a PNG. */
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

G_END_DECLS
