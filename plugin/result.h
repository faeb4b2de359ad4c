/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the result of a region into the image, as a new layer. The image then looks as if the
 * original layer had the new pixels; the original layer itself is not changed. */
#pragma once

#include "region.h"

G_BEGIN_DECLS

/* The name of a new layer, and the record of its call for the layer's parasite. Not owned. */
typedef struct {
  char *title;
  GKeyFile *record;
} PluginSignature;

/* Inserts the region's results as new layers, in a group if they are several. Usually such a layer
 * is a patch: it has the size of the selected part and the selection as its opacity, and lies above
 * the original layer, or above all layers if what the image shows takes its place. If the original
 * layer has a mask, an opacity, a mode, filters or half-transparent pixels, a patch would look
 * different: then the new layer is a copy of the original layer with the new pixels, and the
 * original layer is hidden. signatures: of the results. noise: the standard deviation of the noise
 * in the old pixels, which explains values outside [0, 1]. A NULL-terminated array; free it with
 * g_free (). NULL with an error. */
GimpLayer **plugin_result_insert (const PluginRegion *region, const PluginCall *call,
                                  const PluginSignature *signatures, double noise, GError **error);

G_END_DECLS
