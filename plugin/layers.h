/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New layers: made whole before the image sees them, and put where a person expects them. */
#pragma once

#include "geometry.h"

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* The parasite that holds what made a layer: a record (ncsn/record.h) with the task's own numbers,
 * each named like the argument that repeats it. */
#define NCSN_PARASITE "gimp-ncsn"

/* A place in the stack of layers. */
typedef struct {
  GimpLayer *parent; /* NULL: no group */
  int position;      /* 0 is the top */
} PluginPlace;

/* FALSE with a sentence when the image cannot take layers of this kind (an indexed one, or one with
 * a floating selection, beneath which they would lie). */
gboolean plugin_image_check (GimpImage *image, GError **error);

/* What is in the same group as the layer, itself too, from the top down: an array ended by NULL, to
 * be freed with g_free (). */
GimpItem **plugin_layers_siblings (GimpLayer *layer);

/* Where the layer lies; what is inserted there lies right above it. */
PluginPlace plugin_place_of (GimpImage *image, GimpLayer *layer);

/* The place right above `layer`, or the top of the stack when it is NULL. Layers of earlier calls
 * that lie directly on it count as part of it, so that the newest one is seen. */
PluginPlace plugin_place_above (GimpImage *image, GimpLayer *layer);

/* What libgimp says about the call that just failed, before another call replaces it. */
void plugin_layers_set_error (GError **error);

/* Attaches a text to a layer as a parasite that is saved with the image. */
void plugin_layer_attach (GimpLayer *layer, const char *parasite, const char *text);

/* Names a layer that is not yet in the image and attaches the record of what made it. */
void plugin_layer_sign (GimpLayer *layer, const char *name, GKeyFile *record);

/* A new layer with an alpha channel, not yet in the image. bounds count from the canvas. pixels:
 * height × width × channels, R'G'B' of sRGB or Y'; alpha: height × width, or NULL: opaque. record:
 * for the parasite. NULL with an error. */
GimpLayer *plugin_layer_new (GimpImage *image, const char *name, PluginRect bounds, guint channels,
                             const float *pixels, const float *alpha, GKeyFile *record,
                             GError **error);

/* Inserts layers (NULL-terminated, the first on top) as one undo step. Several layers go into a
 * group with the name `title`, where only the first is visible. FALSE with an error. */
gboolean plugin_layers_insert (GimpImage *image, PluginPlace place, GimpLayer **layers,
                               const char *title, GError **error);

/* Declares and makes the return value of every procedure, the new layers. With an error, the
 * error's status instead; takes the error. */
void plugin_layers_declare_return (GimpProcedure *procedure);
GimpValueArray *plugin_layers_return (GimpProcedure *procedure, GimpLayer **layers, GError *error);

G_END_DECLS
