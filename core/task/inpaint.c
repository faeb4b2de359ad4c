/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling the masked part of a picture of any size. */
#include "ncsn/task.h"

#include "fill/inpaint-job.h"

gboolean
ncsn_inpaint (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
              const float *mask, const NcsnInpaintOptions *inpaint, const NcsnTaskOptions *options,
              float *picture, GError **error)
{
  const NcsnInpaintJob job = {.mask = {width, height, mask, options->alpha},
                              .context = inpaint->context,
                              .passes = inpaint->passes > 0
                                            ? inpaint->passes
                                            : ncsn_default_passes (ncsn_model_config (model)),
                              .fills = MAX (inpaint->mean, 1),
                              .sampler = options->sampler};
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  return ncsn_task_run_init (&run, model, threads, options, error) &&
         ncsn_inpaint_job_run (&run, &job, picture, error);
}
