/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a region back into the image: as a new layer that is seen as if the layer that was
 * worked on had the new pixels, and that leaves it untouched. */
#pragma once

#include "region.h"

G_BEGIN_DECLS

/* Inserts the region's pixels as a layer. Where that looks the same it has just the selected part,
 * with the selection as its opacity, and lies above the layer that they came from. Where that one
 * has a mask, an opacity, a mode, filters or half-transparent pixels, a copy of it with the new
 * pixels is seen in its place. title: what it is called; noise: the standard deviation of what may
 * lie outside [0, 1] for being noise; record: of the call, for its parasite. An array ended by
 * NULL, to be freed with g_free (); NULL with an error. */
GimpLayer **plugin_result_insert (const PluginRegion *region, const PluginCall *call,
                                  const char *title, double noise, GKeyFile *record,
                                  GError **error);

G_END_DECLS
