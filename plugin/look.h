/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The look of a layer: the properties that change how its pixels are shown, which are its mask,
 * opacity, mode and filters. */
#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* Whether an opaque layer directly above looks as if this layer had its pixels: the mode is normal,
 * the opacity is 100 %, and there is neither an active mask nor an active filter. */
gboolean plugin_look_is_plain (GimpLayer *layer);

/* A copy of the layer with the same pixels and look, visible, writable and not yet in the image. A
 * group is merged to one layer. NULL with an error if that would look different, as for a group
 * with filters. */
GimpLayer *plugin_look_copy (GimpImage *image, GimpLayer *layer, GError **error);

/* The place for a copy: directly above the source and its earlier copies. */
PluginPlace plugin_look_place (GimpImage *image, GimpLayer *source);

/* Replaces `source` by its copy `layer`, which is in the image: hides the source and its earlier
 * copies. */
void plugin_look_replace (GimpLayer *source, GimpLayer *layer);

G_END_DECLS
