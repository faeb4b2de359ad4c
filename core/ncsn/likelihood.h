/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likelihood by the probability-flow ODE (Song et al. 2021, "Score-based generative modeling
 * through stochastic differential equations", section 4.3 and appendix D.2). */
#pragma once

#include <gio/gio.h>
#include "divergence.h"

G_BEGIN_DECLS

typedef struct {
  double sigma_begin; /* σ_1, where the ODE ends at the prior N(mean, (σ_1² + data_sigma²) I) */
  double sigma_end;   /* σ_L, where it starts: the density is that of the data under this noise */
  double data_mean, data_sigma; /* of the data's values */
  double tolerance;             /* local error of the solver, relative and absolute; such as 1e-4 */
  guint probes;              /* Rademacher vectors v for each picture, over which the divergence is
                                averaged */
  guint64 seed;              /* of the probes */
  guint32 first_picture;     /* number of the first picture in the seed's sequence */
  GCancellable *cancellable; /* may be NULL */
} NcsnLikelihoodOptions;

/* Writes ln p(x) in nats of N pictures into log_density (N doubles). x: (N, H, W, C). *evaluations,
 * if not NULL, is increased by the number of score evaluations. Fails with NCSN_ERROR_ARGUMENT for
 * impossible options, NCSN_ERROR_MEMORY, NCSN_ERROR_DIVERGED when no step of the solver meets the
 * tolerance, when the score fails, and when cancelled. */
gboolean ncsn_log_likelihood (NcsnDivergence score, const float *x, NcsnShape shape,
                              const NcsnLikelihoodOptions *options, double *log_density,
                              guint64 *evaluations, GError **error);

G_END_DECLS
