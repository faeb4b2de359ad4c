/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact mean and covariance of a sampler's results for a Gaussian.
 *
 * With the score of a Gaussian every step rule is linear: x_N = A x_0 + b + Σ_k B_k z_k. The random
 * numbers of the library are replaced by impulses, so that one run, with a picture for each number
 * that is drawn, gives A, b and all B_k, and from these mean and covariance without random errors.
 * A program that uses this is linked with -Wl,--wrap=ncsn_random_normal. */
#pragma once

#include "ncsn/sample.h"
#include "gaussian.h"

G_BEGIN_DECLS

typedef struct {
  gsize size;
  double mean[GAUSSIAN_MAX];
  double covariance[GAUSSIAN_MAX][GAUSSIAN_MAX];
  guint64 evaluations;
} Law;

/* From x_0 ~ N(mean, Σ + σ_1²I), the Gaussian under noise σ_1. Of the options, known (of
 * one picture) and passes are read. */
void law_of (Gaussian *gaussian, const NcsnSampler *sampler, const NcsnSampleOptions *options,
             Law *law);

/* ‖C - C'‖ / ‖C'‖ over all entries, and ‖m - m'‖ / ‖m'‖ over those that vary; C' = Σ + σ²I and m'
 * are the Gaussian's. */
double law_error (const Law *law, const Gaussian *gaussian, double sigma);
double law_mean_error (const Law *law, const Gaussian *gaussian);

/* The same along the axes of a Gaussian of mean 0, where entries do not mix and impulses can be
 * given to all at once: writes the resulting variance on each axis and returns the
 * evaluations. Noise is the same in all directions, so a rule cannot tell these axes from others.
 */
guint64 law_along_axes (const double *variances, gsize size, const NcsnSampler *sampler,
                        double *reached);

/* ‖C - C'‖ / ‖C'‖ of such, with C' = variances + σ². */
double law_axes_error (const double *reached, const double *variances, gsize size, double sigma);

G_END_DECLS
