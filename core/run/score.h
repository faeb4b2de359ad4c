/* The model as a task needs it: a score of some pictures, or of a canvas, with their classes. */
#pragma once

#include "ncsn/canvas.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct _NcsnTaskScore NcsnTaskScore;

/* Whether pictures that have no class asked for are each of one of their own. */
typedef enum { NCSN_TASK_CLASS_EACH, NCSN_TASK_CLASS_ONE } NcsnTaskClass;

/* Of pictures number, number + 1 … of the model's size; `count` at once. */
NcsnTaskScore *ncsn_task_score_new (const NcsnTaskRun *run, guint32 number, gsize count,
                                    NcsnTaskClass classes, GError **error);

/* Of picture `number`, a canvas of patches. Of `canvas`, how it wraps and overlaps counts. */
NcsnTaskScore *ncsn_task_score_new_canvas (const NcsnTaskRun *run, guint32 number,
                                           const NcsnCanvasOptions *canvas, GError **error);

void ncsn_task_score_free (NcsnTaskScore *score); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnTaskScore, ncsn_task_score_free)

NcsnScore ncsn_task_score_function (NcsnTaskScore *score); /* valid as long as `score` */

G_END_DECLS
