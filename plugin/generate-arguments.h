/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of generate: what is drawn, and the number, size and place of the pictures. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* The most pictures along each of columns, rows and layers. */
#define PLUGIN_MAX_PICTURES 100

extern const PluginTaskArgument plugin_generate_arguments[];

void plugin_generate_declare (GimpProcedure *procedure);

/* Whether the texture of a layer is drawn, and not what a model has learned. */
gboolean plugin_generate_draws_texture (GimpProcedureConfig *config);

/* For PluginTask.reads. */
gboolean plugin_generate_reads (GimpProcedureConfig *config, const char *argument);

/* Where new layers are put, on the canvas: the bounds of the selection; those of the canvas if
 * nothing is selected. */
PluginRect plugin_generate_space (GimpImage *image);

/* The size of a layer of a model of patches, or of a texture. */
NcsnCanvasSize plugin_generate_canvas_size (const PluginCall *call);

G_END_DECLS
