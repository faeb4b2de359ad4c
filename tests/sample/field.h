/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A smooth stationary Gaussian random field, with the exact score of every square of it. Pixels a
 * apart in one direction and b in the other have the covariance v k(a) k(b), k(a) = exp(-a²/2ℓ²),
 * so that the covariance matrix of a square is v K ⊗ K, and the eigenvectors of the w × w matrix K
 * give its score under any noise. */
#pragma once

#include "ncsn/score.h"

G_BEGIN_DECLS

#define FIELD_MAX 48

typedef struct {
  gsize side; /* of the squares, at most FIELD_MAX */
  double mean, variance;
  double values[FIELD_MAX];             /* eigenvalues of K */
  double vectors[FIELD_MAX][FIELD_MAX]; /* vectors[k] belongs to values[k] */
  guint64 squares;                      /* scored so far */
} Field;

void field_init (Field *field, gsize side, double mean, double variance, double length);

/* The score of squares of one channel. field must outlive it. */
NcsnScore field_score (Field *field);

G_END_DECLS
