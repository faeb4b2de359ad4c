/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Langevin dynamics at one noise level. */
#include "sample/chain.h"

gboolean
ncsn_sample_langevin (NcsnScore score, float *x, NcsnShape shape, double sigma, double alpha,
                      guint steps, const NcsnSampleOptions *options, GError **error)
{
  g_auto (NcsnChain) chain = {0};

  if (!ncsn_chain_init (&chain, score, x, shape, options, steps, error) ||
      !ncsn_chain_run_level (&chain, sigma, 0, alpha, steps, error))
    return FALSE;

  ncsn_chain_finish (&chain);
  return TRUE;
}
