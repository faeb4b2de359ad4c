/* New pictures of the model's size, batch by batch. */
#pragma once

#include "run/run.h"

G_BEGIN_DECLS

/* How many chains `count` of them take. */
guint64 ncsn_task_pictures_batches (const NcsnModel *model, gsize count);

/* Pictures first … first+count-1 of the seed, each of its own class, into pictures:
 * (count, H, W, C). */
gboolean ncsn_task_pictures (NcsnTaskRun *run, guint32 first, gsize count, float *pictures,
                             GError **error);

G_END_DECLS
