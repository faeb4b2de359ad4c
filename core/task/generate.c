/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures of the model's size from a seed. */
#include "ncsn/task.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"
#include "run/memory.h"
#include "task/pictures.h"

gboolean
ncsn_generate (const NcsnModel *model, NcsnThreads *threads, gsize count,
               const NcsnTaskOptions *options, float *pictures, guint *classes, GError **error)
{
  NcsnShape batch = ncsn_task_picture_shape (model);
  NcsnTaskRun run;

  if (count == 0 || count > G_MAXUINT32) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "%zu picture was asked for; choose between 1 and %u.",
                              "%zu pictures were asked for; choose between 1 and %u.", count),
                 count, G_MAXUINT32);
    return FALSE;
  }
  batch.n = MIN (count, ncsn_task_batch (model));
  if (!ncsn_task_run_init (&run, model, threads, options, error) ||
      !ncsn_task_check_memory (&run, batch, 0, error))
    return FALSE;
  run.total =
      ncsn_task_pictures_batches (model, count) * ncsn_sampler_evaluations (&options->sampler, 1);
  if (!ncsn_task_pictures (&run, 0, count, pictures, error))
    return FALSE;
  if (classes != NULL)
    ncsn_model_choose_classes (model, options->class_index, options->seed, 0, classes, count);
  return TRUE;
}
