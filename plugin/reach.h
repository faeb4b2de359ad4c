/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a task reads around the selected part, and how much work that is. It does not depend on
 * GIMP. */
#pragma once

#include "geometry.h"

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct {
  int context;           /* as in NcsnInpaintOptions */
  NcsnFillMethod method; /* patches of the picture need far more of it than a network */
  guint grow;            /* for ncsn_hole_grow () on the selection; the new layer grows as well */
  gboolean everywhere;   /* patches may be taken from all of the layer */
  guint n_results;       /* how many versions of the selected part the task makes */
} PluginReach;

/* That of a network that reads what suits it. */
#define PLUGIN_REACH_OF_MODEL                                                                      \
  ((PluginReach){.context = -1, .method = NCSN_FILL_NETWORK, .n_results = 1})

/* Finds the area for a selection whose widest hole has `hole` pixels. layer and selection: as in
 * plugin_area_with_margin (). model: NULL only where patches fill. FALSE if the selection does not
 * touch the layer. */
gboolean plugin_reach_area (const PluginReach *reach, const NcsnModelConfig *model,
                            PluginRect layer, PluginRect selection, gsize hole, PluginArea *area);

/* About how many pictures of the model's size one evaluation of the selection takes. 0 if it does
 * not touch the layer. */
double plugin_reach_pictures (int context, const NcsnModelConfig *model, PluginRect layer,
                              PluginRect selection);

G_END_DECLS
