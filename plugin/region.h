/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a layer that a task works on: reads the selection and the layer into arrays. Used by
 * inpaint, vary and denoise. result.h writes the result back. */
#pragma once

#include "geometry.h"
#include "task.h"

G_BEGIN_DECLS

/* The channels of a result, for all models. */
#define PLUGIN_RESULT_COLOURS 3

/* The model used for a layer when none is given. */
#define PLUGIN_LAYER_MODEL "photo"

typedef struct {
  GimpLayer *layer; /* not owned */
  PluginSubject subject;
  PluginRect bounds;   /* of the layer, on the canvas */
  PluginArea area;     /* origin: the layer */
  gsize width, height; /* of area.block, for the library */
  guint channels;      /* of the model; PLUGIN_RESULT_COLOURS for NCSN_FILL_PATCHES */
  float *selection;    /* area.target */
  float *mask;         /* area.block: the selection */
  float *alpha;        /* area.block: the layer's alpha, for NcsnTaskOptions */
  float *pixels;       /* area.block: the colours, later the result */
  gboolean has_known;  /* whether some pixels of the block must stay */
} PluginRegion;

/* Checks that exactly one layer is given, that something is selected if the task needs a selection,
 * and that the selection touches the layer. FALSE with an error otherwise. */
gboolean plugin_region_check (const PluginCall *call, GError **error);

/* What a task reads around the selected part. */
typedef struct {
  int context;           /* as in NcsnInpaintOptions */
  NcsnFillMethod method; /* patches of the picture need far more of it than a network */
  guint grow;            /* for ncsn_hole_grow () on the selection; the new layer grows as well */
} PluginReach;

/* That of a network that reads what suits it. */
#define PLUGIN_REACH_OF_MODEL ((PluginReach){.context = -1, .method = NCSN_FILL_NETWORK})

/* Reads the selected part of the layer, or the whole layer if nothing is selected. size: of the
 * caller's struct, whose first field is the region; its other fields are set to zero. Free with
 * plugin_region_free (). NULL with an error. */
gpointer plugin_region_new (gsize size, const PluginCall *call, PluginReach reach, GError **error);

void plugin_region_free (gpointer region); /* NULL is allowed */

/* The cost of sampling the marked part of the layer (PluginCall.marked) from the noise level sigma
 * down, with this many passes through each level. The number of pictures is an estimate. */
PluginCost plugin_region_cost (const PluginCall *call, const NcsnModelConfig *model,
                               const NcsnSampler *sampler, double sigma, guint passes, int context);

/* Sets call->marked and call->hole, from which the dialog estimates the cost. Reads the whole
 * selection. Transparent pixels outside the selection, which the model fills too, are not counted.
 */
void plugin_region_survey (PluginCall *call);

G_END_DECLS
