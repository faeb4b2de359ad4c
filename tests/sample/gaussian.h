/* The exact score of a Gaussian under noise of any level, and what it was asked. */
#pragma once

#include "ncsn/score.h"

G_BEGIN_DECLS

#define GAUSSIAN_MOST 8

typedef struct {
  gsize size; /* values in a picture: h·w·c, at most GAUSSIAN_MOST */
  double mean[GAUSSIAN_MOST];
  double covariance[GAUSSIAN_MOST][GAUSSIAN_MOST];
  guint evaluations; /* so far */
} Gaussian;

/* Mean m, covariance v ρ^|i-j|: neighbours are alike, as in pictures. */
void gaussian_init (Gaussian *gaussian, gsize size, double mean, double variance, double rho);

/* s(x, σ) = (Σ + σ²I)⁻¹ (mean - x). gaussian must outlive the score. */
NcsnScore gaussian_score (Gaussian *gaussian);

/* Writes the inverse of the upper left n × n part of `matrix`, which must be positive definite. */
void gaussian_invert (double matrix[GAUSSIAN_MOST][GAUSSIAN_MOST], gsize n,
                      double inverse[GAUSSIAN_MOST][GAUSSIAN_MOST]);

G_END_DECLS
