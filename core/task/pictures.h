/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures of the model's size, for tasks that draw several. */
#pragma once

#include "run/run.h"

G_BEGIN_DECLS

/* The number of batches, each a chain, of `count` pictures. */
guint64 ncsn_task_pictures_batches (const NcsnModel *model, gsize count);

/* Draws pictures first … first+count-1 of the seed, each with its own class unless the options name
 * one, into pictures: (count, H, W, C). */
gboolean ncsn_task_pictures (NcsnTaskRun *run, guint32 first, gsize count, float *pictures,
                             GError **error);

G_END_DECLS
