/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New layers: creates them outside the image and inserts them at the expected place. */
#pragma once

#include "geometry.h"

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* The parasite with the record of the call that created a layer (ncsn/record.h). It also has the
 * numbers of the task, each under the name of its argument, so that the call can be repeated. */
#define PLUGIN_PARASITE "gimp-ncsn"

/* A place in the stack of layers. */
typedef struct {
  GimpLayer *parent; /* the layer group; NULL: none */
  int position;      /* 0 is the top */
} PluginPlace;

/* Checks that new layers can be inserted into the image. FALSE with an error if it is indexed or
 * has a floating selection, which would be above the new layers. */
gboolean plugin_image_check (GimpImage *image, GError **error);

/* The layers of the group that the layer is in, including itself, from the top down. A
 * NULL-terminated array; free it with g_free (). */
GimpItem **plugin_layers_siblings (GimpLayer *layer);

/* The place of the layer. A layer that is inserted there is directly above it. */
PluginPlace plugin_place_of (GimpImage *image, GimpLayer *layer);

/* The place directly above `layer` and the layers of earlier calls on it, so that the newest layer
 * is visible. The top of the stack if `layer` is NULL. */
PluginPlace plugin_place_above (GimpImage *image, GimpLayer *layer);

/* Sets an error with libgimp's message about the call that has just failed. Call it before any
 * other libgimp function. */
void plugin_layers_set_error (GError **error);

/* Attaches a text to a layer as a persistent parasite, which is saved with the image. */
void plugin_layer_attach (GimpLayer *layer, const char *parasite, const char *text);

/* Names a layer that is not yet in the image and attaches the record of its call. */
void plugin_layer_sign (GimpLayer *layer, const char *name, GKeyFile *record);

/* A new layer with an alpha channel, not yet in the image. bounds: on the canvas. pixels: (height,
 * width, channels), R'G'B' of sRGB or Y'. alpha: (height, width); NULL: opaque. record: for the
 * parasite. NULL with an error. */
GimpLayer *plugin_layer_new (GimpImage *image, const char *name, PluginRect bounds, guint channels,
                             const float *pixels, const float *alpha, GKeyFile *record,
                             GError **error);

/* Inserts layers (NULL-terminated, the first on top) as one undo step. Several layers go into a
 * group with the name `title`, where only the first is visible; the group is known by the parasites
 * of the first. FALSE with an error. */
gboolean plugin_layers_insert (GimpImage *image, PluginPlace place, GimpLayer **layers,
                               const char *title, GError **error);

/* Declares and creates the return value of every procedure: the new layers, or the error's status.
 * plugin_layers_return () takes ownership of the error. */
void plugin_layers_declare_return (GimpProcedure *procedure);
GimpValueArray *plugin_layers_return (GimpProcedure *procedure, GimpLayer **layers, GError *error);

G_END_DECLS
