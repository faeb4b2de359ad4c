/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a task fits into memory, estimated before it starts. */
#pragma once

#include "run/run.h"

G_BEGIN_DECLS

/* The numbers in an array of this shape, as a double because they may exceed gsize. */
double ncsn_task_floats (NcsnShape shape);

/* FALSE with NCSN_ERROR_MEMORY when there is not enough for a chain of this shape, for the network,
 * and for `floats` more numbers. If it passes, the product of the extents fits into gsize. */
gboolean ncsn_task_check_memory (const NcsnTaskRun *run, NcsnShape chain, double floats,
                                 GError **error);

G_END_DECLS
