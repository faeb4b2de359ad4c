/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of inpaint that say which pixels are known, and from where pieces may be taken. */
#pragma once

#include "region.h"

G_BEGIN_DECLS

/* Their names. */
#define PLUGIN_SOURCES "sources"
#define PLUGIN_SOURCE_MASK "source-mask"

void plugin_sources_declare (GimpProcedure *procedure);

/* Whether all visible layers are known. */
gboolean plugin_sources_are_visible (GimpProcedureConfig *config);

/* Whether pieces may be taken from farther away than the library chooses by itself. */
gboolean plugin_sources_are_everywhere (GimpProcedureConfig *config);

/* Reads where pieces may be taken from: NcsnInpaintOptions.sources for the region's block, to be
 * freed with g_free (). NULL if the library chooses, or with an error. */
float *plugin_sources_read (const PluginCall *call, const PluginRegion *region, GError **error);

G_END_DECLS
