/* What a task will hold in memory, estimated before it begins. */
#pragma once

#include "run/run.h"

G_BEGIN_DECLS

/* Numbers in an array of this shape, whose extents may be anything. */
double ncsn_task_floats (NcsnShape shape);

/* FALSE with NCSN_ERROR_MEMORY when there is not enough for a chain over this shape, with what the
 * network needs meanwhile, and for `floats` more numbers. What passes can be multiplied. */
gboolean ncsn_task_check_memory (const NcsnTaskRun *run, NcsnShape chain, double floats,
                                 GError **error);

G_END_DECLS
