/* How well a model fits pictures, best such that it has not learnt from: the denoising loss at each
 * noise level, and the likelihood. */
#pragma once

#include <gio/gio.h>
#include "model.h"

G_BEGIN_DECLS

/* Told after every evaluation of the score, on the calling thread: the share of the call that is
 * done, from 0 to 1, and the noise level just visited. */
typedef void (*NcsnEvaluationFunc) (double done, double sigma, gpointer data);

/* The pictures to look at, and what watches. */
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
  double standard_error; /* of the mean, from how much the pictures differ */
} NcsnEstimate;

/* At each of `levels` noise levels the denoising loss with the weight λ = σ² of Song & Ermon 2019:
 * the mean of ½ ‖σ s(x + σz, σ) + z‖² over the pictures, with one z ~ N(0, I) for each picture and
 * level, into losses (as many as levels). A score of zero has D/2 everywhere, D = H·W·C. Fails with
 * NCSN_ERROR_DIVERGED when the score is not finite. */
gboolean ncsn_evaluate_loss (const NcsnModel *model, NcsnThreads *threads,
                             const NcsnEvaluation *evaluation, const double *sigmas, guint levels,
                             NcsnEstimate *losses, GError **error);

/* Bits per dimension of 8-bit pictures: -log2 p(y)/D + 8 with y = (255 x + u)/256, u ~ U[0, 1), by
 * the probability-flow ODE (likelihood.h) over the whole range of the model's ladder, σ_1 to σ_L.
 * No noise is added to y: with an exact score p is the density of the data seen through σ_L, so
 * that at least 8 + log2 (√(2π) σ_L) bits are left; a trained score is only sure at pictures with
 * as much noise as their level says, and may come out below. tolerance, probes: as in
 * NcsnLikelihoodOptions. *evaluations, if not NULL, is set to the number of score evaluations, of
 * up to 16 pictures each. */
gboolean ncsn_evaluate_likelihood (const NcsnModel *model, NcsnThreads *threads,
                                   const NcsnEvaluation *evaluation, double tolerance, guint probes,
                                   NcsnEstimate *bits, guint64 *evaluations, GError **error);

G_END_DECLS
