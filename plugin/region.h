/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a layer on its way into a task: selection and layer to arrays. What inpainting, varying
 * and denoising share; result.h has the way back. */
#pragma once

#include "geometry.h"
#include "task.h"

G_BEGIN_DECLS

/* Channels of a result, whatever the model has. */
#define NCSN_RESULT_COLOURS 3

/* The model used for a layer when none is given. */
#define PLUGIN_LAYER_MODEL "photo"

typedef struct {
  GimpLayer *layer; /* not owned */
  PluginSubject subject;
  PluginRect bounds;   /* of the layer, on the canvas */
  PluginArea area;     /* on the layer */
  gsize width, height; /* of area.block, for the library */
  guint channels;      /* of the model */
  float *selection;    /* area.target */
  float *mask;         /* area.block: the selection */
  float *alpha;        /* area.block: the layer's, for NcsnTaskOptions */
  float *pixels;       /* area.block: colours, and the answer */
  gboolean holds;      /* whether there are pixels that must stay */
} PluginRegion;

/* FALSE with a sentence when there is not exactly one layer, or nothing selected where something
 * must be, or the selection lies beside the layer. */
gboolean plugin_region_check (const PluginCall *call, GError **error);

/* Reads the selected part of the layer, or all of it when nothing is selected. size: of the
 * caller's struct, which begins with the region and is zero behind it. context: how many pixels
 * around the part a model of patches sees; -1: as many as suit it. Free with plugin_region_free ().
 * NULL with an error. */
gpointer plugin_region_new (gsize size, const PluginCall *call, int context, GError **error);

void plugin_region_free (gpointer region); /* NULL is allowed */

/* The cost of sampling the marked part of the layer (PluginCall.marked) from the noise level sigma
 * down, with this many passes through each level. The number of pictures is an estimate. */
PluginCost plugin_region_cost (const PluginCall *call, const NcsnModelConfig *model,
                               const NcsnSampler *sampler, double sigma, guint passes, int context);

/* Sets what the dialog tells the cost by: call->marked and call->hole. Reads all of the selection;
 * transparent pixels beside it, which are found out as well, are not looked at. */
void plugin_region_survey (PluginCall *call);

G_END_DECLS
