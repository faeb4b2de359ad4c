/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sampling from the largest noise level to a picture, the same for all rules. */
#include "ncsn/sample.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"
#include "sample/rules.h"

gboolean
ncsn_begin_held (NcsnChain *chain, double sigma, GError **error)
{
  ncsn_chain_hold (chain, sigma, 0);
  return TRUE;
}

/* Crosses one interval, as often as the options ask for. */
static gboolean
cross (NcsnChain *chain, const NcsnStepRule *rule, const double *sigmas, guint i, GError **error)
{
  const guint levels = chain->sampler->schedule.levels;
  const guint passes = MAX (1, chain->options->passes);
  NcsnInterval interval = {sigmas[i], sigmas[i + 1], i + 1};

  for (guint pass = 0; pass < passes; pass++, interval.draw += levels) {
    if (pass > 0 && !ncsn_chain_renoise (chain, interval.to, interval.from, error))
      return FALSE;
    if (!rule->advance (chain, &interval, error))
      return FALSE;
  }
  return TRUE;
}

/* Tweedie's x ← x + σ² s(x, σ), the mean of the clean pictures given x. */
static gboolean
denoise (NcsnChain *chain, double sigma, GError **error)
{
  return ncsn_chain_evaluate (chain, sigma, error) &&
         ncsn_chain_move (chain, sigma * sigma, 0.0, error);
}

static gboolean
follow (NcsnChain *chain, const NcsnStepRule *rule, const double *sigmas, GError **error)
{
  const NcsnSchedule *schedule = &chain->sampler->schedule;

  if (!rule->begin (chain, sigmas[0], error))
    return FALSE;
  for (guint i = 0; i + 1 < schedule->levels; i++)
    if (!cross (chain, rule, sigmas, i, error))
      return FALSE;
  if (schedule->denoise && !denoise (chain, schedule->sigma_end, error))
    return FALSE;
  ncsn_chain_release (chain);
  return TRUE;
}

static gboolean
check_passes (const NcsnSampleOptions *options, GError **error)
{
  if (options->passes <= NCSN_MAX_PASSES)
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("The chain cannot pass %u times through each noise level; choose at most %d times."),
      options->passes, NCSN_MAX_PASSES);
  return FALSE;
}

gboolean
ncsn_sample (NcsnScore score, float *x, NcsnShape shape, const NcsnSampler *sampler,
             const NcsnSampleOptions *options, GError **error)
{
  g_auto (NcsnChain) chain = {0};
  g_autofree double *sigmas = NULL;

  if (!ncsn_sampler_check (sampler, error) || !check_passes (options, error) ||
      !ncsn_chain_init (&chain, score, x, shape, sampler, options, error))
    return FALSE;
  sigmas = g_new (double, sampler->schedule.levels);
  ncsn_sampler_sigmas (sampler, sigmas);
  return follow (&chain, ncsn_step_rule (sampler->rule), sigmas, error);
}
