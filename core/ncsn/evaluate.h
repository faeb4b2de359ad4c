/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a model fits pictures, preferably ones that it was not trained on: the denoising loss at
 * each noise level, and the likelihood. */
#pragma once

#include <gio/gio.h>
#include "model.h"

G_BEGIN_DECLS

/* Called after every evaluation of the score, on the calling thread, with the finished share of the
 * call, from 0 to 1, and the noise level just visited. */
typedef void (*NcsnEvaluationFunc) (double done, double sigma, gpointer data);

/* The pictures, and who is informed of progress. */
typedef struct {
  const float *pictures;       /* (count, H, W, C) of the model's size, values in [0, 1] */
  const guint *classes;        /* count numbers; NULL for an unconditional model */
  gsize count;                 /* at least 2, for a standard error */
  guint64 seed;                /* of noise, dequantisation and probes */
  NcsnEvaluationFunc progress; /* may be NULL */
  gpointer progress_data;
  GCancellable *cancellable; /* may be NULL */
} NcsnEvaluation;

/* A mean over the pictures. */
typedef struct {
  double mean;
  double standard_error; /* of the mean, from the variance between pictures */
} NcsnEstimate;

/* Writes the denoising loss at each of `levels` noise levels, with the weight λ = σ² of Song &
 * Ermon 2019, into losses (`levels` estimates): the mean of ½ ‖σ s(x + σz, σ) + z‖² over the
 * pictures, with one z ~ N(0, I) for each picture and level. A score of zero has the loss D/2
 * everywhere, D = H·W·C. Fails with NCSN_ERROR_ARGUMENT for fewer than 2 pictures,
 * NCSN_ERROR_MEMORY, and NCSN_ERROR_DIVERGED when the score is not finite. */
gboolean ncsn_evaluate_loss (const NcsnModel *model, NcsnThreads *threads,
                             const NcsnEvaluation *evaluation, const double *sigmas, guint levels,
                             NcsnEstimate *losses, GError **error);

/* Writes the bits per dimension of 8-bit pictures, -log2 p(y)/D + 8 with y = (255 x + u)/256 and
 * u ~ U[0, 1), by the probability-flow ODE (likelihood.h) over the model's ladder from σ_L to σ_1.
 * No noise is added to y: with an exact score p is the density of the data under noise σ_L, so the
 * result is at least 8 + log2 (√(2π) σ_L) bits. A trained score is reliable only at pictures with
 * as much noise as their level says, and may give less. tolerance, probes: as in
 * NcsnLikelihoodOptions. *evaluations, if not NULL, is set to the number of score evaluations, of
 * up to 16 pictures each. Fails as ncsn_log_likelihood (), and with NCSN_ERROR_ARGUMENT for fewer
 * than 2 pictures. */
gboolean ncsn_evaluate_likelihood (const NcsnModel *model, NcsnThreads *threads,
                                   const NcsnEvaluation *evaluation, double tolerance, guint probes,
                                   NcsnEstimate *bits, guint64 *evaluations, GError **error);

G_END_DECLS
