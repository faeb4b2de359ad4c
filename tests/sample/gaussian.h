/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact score of a Gaussian under noise of any level, with a count of its evaluations. */
#pragma once

#include "ncsn/score.h"

G_BEGIN_DECLS

#define GAUSSIAN_MAX 64

typedef struct {
  gsize size; /* values in a picture: h·w·c, at most GAUSSIAN_MAX */
  double mean[GAUSSIAN_MAX];
  double covariance[GAUSSIAN_MAX][GAUSSIAN_MAX];
  guint evaluations;                            /* so far */
  double sigma;                                 /* of the last of them */
  double precision[GAUSSIAN_MAX][GAUSSIAN_MAX]; /* (Σ + σ²I)⁻¹ */
} Gaussian;

/* Mean m, covariance v ρ^|i-j|: neighbours are similar, as in pictures. */
void gaussian_init (Gaussian *gaussian, gsize size, double mean, double variance, double rho);

/* The same on a ring: covariance v ρ^d with the shorter distance d from i to j. */
void gaussian_init_ring (Gaussian *gaussian, gsize size, double mean, double variance, double rho);

/* Its variances along its axes, which are waves around the ring. */
void gaussian_ring_variances (const Gaussian *ring, double *variances);

/* The conditional Gaussian given the entries with mask 0, whose variances become 0. */
void gaussian_condition (const Gaussian *gaussian, const float *known, const float *mask,
                         Gaussian *conditional);

/* s(x, σ) = (Σ + σ²I)⁻¹ (mean - x). gaussian must outlive the score. */
NcsnScore gaussian_score (Gaussian *gaussian);

/* Writes the inverse of the upper left n × n part of `matrix`, which must be positive definite. */
void gaussian_invert (double matrix[GAUSSIAN_MAX][GAUSSIAN_MAX], gsize n,
                      double inverse[GAUSSIAN_MAX][GAUSSIAN_MAX]);

G_END_DECLS
