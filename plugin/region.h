/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a layer that a task works on: reads the selection and the layer into arrays. Used by
 * inpaint, vary and denoise. result.h writes the result back. */
#pragma once

#include "reach.h"
#include "task.h"

G_BEGIN_DECLS

/* The channels of a result, for all models. */
#define PLUGIN_RESULT_COLOURS 3

typedef struct {
  GimpLayer *layer; /* not owned */
  PluginSubject subject;
  gboolean visible;    /* what the image shows takes the place of the layer: all that is said of the
                          layer below is said of that */
  PluginRect bounds;   /* of the layer, on the canvas */
  PluginArea area;     /* origin: the layer */
  gsize width, height; /* of area.block, for the library */
  guint channels;      /* of the model; PLUGIN_RESULT_COLOURS if there is none */
  float *selection;    /* area.target */
  float *mask;         /* area.block: the selection */
  float *alpha;        /* area.block: the layer's alpha, for NcsnTaskOptions */
  float *pixels;       /* area.block: the colours */
  guint n_results;     /* how many versions of the target the task makes */
  float *results;      /* (n_results, area.target, channels) */
  gboolean has_known;  /* whether some pixels of the block must stay */
} PluginRegion;

/* Checks that exactly one layer is given, that something is selected if the task needs a selection,
 * and that the selection touches the layer. FALSE with an error otherwise. */
gboolean plugin_region_check (const PluginCall *call, GError **error);

/* The part of the canvas that the selection and the layer have in common. For PluginTask.extent. */
PluginRect plugin_region_extent (const PluginCall *call, const NcsnModelConfig *model);

/* For PluginTask.show. data: begins with the region. */
void plugin_region_show (const PluginCall *call, gconstpointer data, PluginShown *shown);

/* The single layer of a call, or the layer of its layer mask. NULL with an error. */
GimpLayer *plugin_region_layer (const PluginCall *call, GError **error);

/* Reads the selected part of the layer, or the whole layer if nothing is selected. size: of the
 * caller's struct, whose first field is the region; its other fields are set to zero. Free with
 * plugin_region_free (). NULL with an error. */
gpointer plugin_region_new (gsize size, const PluginCall *call, PluginReach reach, GError **error);

void plugin_region_free (gpointer region); /* NULL is allowed */

/* Keeps a result: copies its target from pixels, area.block. May be called on any thread. */
void plugin_region_keep (PluginRegion *region, const float *pixels, guint index);

/* The cost of sampling the marked part of the layer (PluginCall.marked) from the noise level sigma
 * down, with this many passes through each level. The number of pictures is an estimate. */
PluginCost plugin_region_cost (const PluginCall *call, const NcsnModelConfig *model,
                               const NcsnSampler *sampler, double sigma, guint passes, int context);

/* Sets call->marked and call->hole, from which the dialog estimates the cost. Reads the whole
 * selection. Transparent pixels outside the selection, which the model fills too, are not counted.
 */
void plugin_region_survey (PluginCall *call);

G_END_DECLS
