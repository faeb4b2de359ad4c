/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture whose texture is drawn where no model is: a part of a layer. */
#pragma once

#include "region.h"

G_BEGIN_DECLS

typedef struct {
  NcsnShape shape; /* (1, height, width, PLUGIN_RESULT_COLOURS) */
  float *pixels;   /* in [0, 1]; free it with g_free () */
} PluginTexture;

/* Reads the largest rectangle of the call's single layer in which all pixels are opaque, and
 * selected if anything is, both by at least NCSN_HOLE_THRESHOLD. FALSE with an error if a side of
 * it is below NCSN_SHEET_MIN_SIDE. */
gboolean plugin_texture_read (PluginTexture *texture, const PluginCall *call, GError **error);

G_END_DECLS
