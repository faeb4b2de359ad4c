/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a layer is shown: its mask, opacity, mode and filters, which its pixels do not tell. */
#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* Whether an opaque layer right above looks like the layer itself with those pixels: its mode is
 * normal, its opacity full, and it has neither a mask that counts nor a filter that is on. */
gboolean plugin_look_is_plain (GimpLayer *layer);

/* Another layer with the same pixels and look, not yet in the image, always visible and free to be
 * written to. A group becomes one layer. NULL with a sentence when that cannot look the same, as
 * for a group with filters. */
GimpLayer *plugin_look_copy (GimpImage *image, GimpLayer *layer, GError **error);

/* Where a copy goes: right above the source and what stood for it until now. */
PluginPlace plugin_look_place (GimpImage *image, GimpLayer *source);

/* Makes `layer`, which was copied from `source` and is in the image, be seen in its place: hides
 * the source and what stood for it until now. */
void plugin_look_replace (GimpLayer *source, GimpLayer *layer);

G_END_DECLS
