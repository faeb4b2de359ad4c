/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variations of a picture: noise of a level σ = σ_L (σ_1/σ_L)^strength is added, and a chain from
 * there removes it. */
#include "ncsn/task.h"

#include <math.h>

#include "fill/inpaint-job.h"
#include "ncsn/error.h"

double
ncsn_vary_sigma (const NcsnSchedule *schedule, double strength)
{
  return schedule->sigma_end * pow (schedule->sigma_begin / schedule->sigma_end, strength);
}

gboolean
ncsn_vary (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
           const float *mask, double strength, const NcsnTaskOptions *options, float *picture,
           GError **error)
{
  NcsnInpaintJob job = {.mask = {width, height, mask, options->alpha},
                        .context = -1,
                        .passes =
                            mask != NULL ? ncsn_default_passes (ncsn_model_config (model)) : 1,
                        .fills = 1,
                        .start_from_picture = TRUE,
                        .sampler = options->sampler};
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (!(strength >= 0.0 && strength <= 1.0)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The strength is %g; choose between 0, nearly the same picture, and 1, another.",
                 strength);
    return FALSE;
  }
  if (!ncsn_task_run_init (&run, model, threads, options, error))
    return FALSE;
  ncsn_sampler_begin_at (&job.sampler, ncsn_vary_sigma (&options->sampler.schedule, strength));
  return ncsn_inpaint_job_run (&run, &job, picture, error);
}
