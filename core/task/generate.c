/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures from nothing but a seed. */
#include "task/batch.h"

#include <string.h>

#include "ncsn/error.h"

gboolean
ncsn_generate (const NcsnModel *model, NcsnThreads *threads, gsize count,
               const NcsnTaskOptions *options, float *pictures, guint *classes, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  gsize size = (gsize)config->height * config->width * config->channels;
  g_auto (NcsnTaskRun) run = {0};

  if (count == 0 || count > G_MAXUINT32) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "%" G_GSIZE_FORMAT " pictures were asked for; choose between 1 and %u.", count,
                 G_MAXUINT32);
    return FALSE;
  }
  if (!ncsn_task_run_init (&run, model, threads, count, options, error))
    return FALSE;
  for (gsize first = 0; first < count; first += NCSN_TASK_BATCH)
    if (!ncsn_task_run_batch (&run, first, NULL, pictures + first * size, error))
      return FALSE;

  if (classes && run.classes)
    memcpy (classes, run.classes, count * sizeof (guint));
  else if (classes)
    memset (classes, 0, count * sizeof (guint));
  return TRUE;
}
