/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first stage of a large canvas: a coarse picture of it (view.h). */
#pragma once

#include "ncsn/task.h"
#include "run/run.h"

G_BEGIN_DECLS

/* The floats of the coarse picture and of its view. */
double ncsn_task_coarse_floats (NcsnShape shape);

/* Draws the coarse picture of canvas `number` of the seed and sets the view of the canvas to it:
 * (1, H, W, C + 1) for the shape (1, H, W, C). Previews are shown in `picture`, of this shape. */
gboolean ncsn_task_draw_coarse (NcsnTaskRun *run, NcsnShape shape, const NcsnCanvasSize *size,
                                guint32 number, float *view, float *picture, GError **error);

G_END_DECLS
