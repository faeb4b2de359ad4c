/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy problem of Song & Ermon (2019, section 3.2.2): two Gaussians in the plane, a fifth of the
 * mass in one and the rest in the other, with the exact score of the mixture under noise of any
 * level. */
#pragma once

#include "ncsn/score.h"

G_BEGIN_DECLS

/* The weight of the component around (5, 5); the other is around (-5, -5). Both have unit
 * covariance. */
#define MIXTURE_MINOR 0.2
#define MIXTURE_MEAN 5.0

/* The score of the mixture perturbed by N(0, σ²I), for points as the pixels of pictures with two
 * channels. */
NcsnScore mixture_score (void);

typedef struct {
  double weight;  /* of the points on this side of the line between the two centres */
  double mean[2]; /* over those points */
  double variance[2];
} MixtureSide;

/* What the points on the side of (5, 5) (side[1]) and of (-5, -5) (side[0]) look like. */
void mixture_measure (const float *points, gsize count, MixtureSide side[2]);

/* Fails the test unless means and variances on each side are its component's within 5 %. */
void mixture_assert_shapes (const MixtureSide side[2]);

G_END_DECLS
