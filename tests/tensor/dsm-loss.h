/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The denoising score matching loss in one call, for tests where it cannot fail. */
#pragma once

#include "train/objective.h"

G_BEGIN_DECLS

static inline double
dsm_loss (NcsnObjective *objective, const NcsnModelConfig *config, const float *x, const float *z,
          const double *sigmas, const guint *classes, gboolean backward, NcsnThreads *threads)
{
  NcsnObjectiveBatch batch = {.x = x, .z = z, .sigmas = sigmas, .classes = classes};
  double loss = 0;

  g_assert_true (
      ncsn_objective_evaluate (objective, config, &batch, 1.0, backward, threads, &loss, NULL));
  return loss;
}

G_END_DECLS
