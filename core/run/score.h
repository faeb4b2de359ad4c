/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model as a task needs it: the score of a batch of pictures, or of a canvas, with their
 * classes. */
#pragma once

#include "ncsn/canvas.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct _NcsnTaskScore NcsnTaskScore;

/* Whether pictures each get a class of their own when the options name none. */
typedef enum { NCSN_TASK_CLASS_EACH, NCSN_TASK_CLASS_ONE } NcsnTaskClass;

/* The score of `count` pictures of the model's size, with numbers from `number` on. */
NcsnTaskScore *ncsn_task_score_new (const NcsnTaskRun *run, guint32 number, gsize count,
                                    NcsnTaskClass classes, GError **error);

/* The score of picture `number`, a canvas of patches. Of `canvas`, wrap_x, wrap_y and overlap are
 * read. */
NcsnTaskScore *ncsn_task_score_new_canvas (const NcsnTaskRun *run, guint32 number,
                                           const NcsnCanvasOptions *canvas, GError **error);

void ncsn_task_score_free (NcsnTaskScore *score); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnTaskScore, ncsn_task_score_free)

NcsnScore ncsn_task_score_function (NcsnTaskScore *score); /* valid as long as `score` */

G_END_DECLS
