/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Annealed Langevin dynamics: one short chain a noise level, from the largest to the smallest, each
 * starting where the one before ended. */
#include "sample/chain.h"

gboolean
ncsn_sample (NcsnScore score, float *x, NcsnShape shape, const NcsnSampler *sampler,
             const NcsnSampleOptions *options, GError **error)
{
  return ncsn_sample_annealed (score, x, shape, &sampler->schedule, options, error);
}

gboolean
ncsn_sample_annealed (NcsnScore score, float *x, NcsnShape shape, const NcsnSchedule *schedule,
                      const NcsnSampleOptions *options, GError **error)
{
  g_auto (NcsnChain) chain = {0};
  g_autofree double *sigmas = NULL;

  if (!ncsn_schedule_check (schedule, error) ||
      !ncsn_chain_init (&chain, score, x, shape, options, ncsn_schedule_evaluations (schedule),
                        error))
    return FALSE;

  sigmas = g_new (double, schedule->levels);
  ncsn_schedule_sigmas (schedule, sigmas);
  for (guint i = 0; i < schedule->levels; i++) {
    double ratio = sigmas[i] / schedule->sigma_end;
    double alpha = schedule->epsilon * ratio * ratio;

    if (!ncsn_chain_run_level (&chain, sigmas[i], i, alpha, schedule->steps, error))
      return FALSE;
  }
  if (schedule->denoise && !ncsn_chain_denoise (&chain, schedule->sigma_end, error))
    return FALSE;

  ncsn_chain_finish (&chain);
  return TRUE;
}
