/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures for the dialog: the user's own, and the results of trials. */
#pragma once

#include "task.h"

#include <cairo.h>

G_BEGIN_DECLS

/* Reads a part of the layer that a call works on. The picture may be smaller than the part, but
 * has not fewer pixels than `longest` along its longer side without need. part: on the canvas; it
 * is cut to the layer. Free with cairo_surface_destroy (); NULL if there is nothing to show. */
cairo_surface_t *plugin_scene_read (const PluginCall *call, PluginRect *part, int longest);

/* The picture of a result, with its opacity; a single pixel where it is too large for Cairo. Free
 * with cairo_surface_destroy (). */
cairo_surface_t *plugin_scene_of (const PluginShown *shown);

/* Four copies of a picture, two in each direction. Free with cairo_surface_destroy (). */
cairo_surface_t *plugin_scene_tile (cairo_surface_t *picture);

G_END_DECLS
