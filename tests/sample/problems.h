/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The problems on which samplers are measured, in tests and by ./dev bench samplers. */
#pragma once

#include "gaussian.h"
#include "mixture.h"

G_BEGIN_DECLS

/* Pictures as a Gaussian: 64 numbers that deviate by 0.3, neighbours correlated by 0.9. σ_1 is a
 * little above the largest distance between two draws of it, as in technique 1 of Song & Ermon
 * (2020). */
#define PICTURE_DIMENSION 64
#define PICTURE_VARIANCE 0.1
#define PICTURE_CORRELATION 0.9
#define PICTURE_SIGMA_BEGIN 5.0
#define PICTURE_SIGMA_END 0.01

/* Eight of them in a row, of which the two at the ends and two between are known. */
#define ROW_SIZE 8
static const float row_mask[ROW_SIZE] = {0, 0, 1, 1, 0, 1, 1, 0};
static const float row_known[ROW_SIZE] = {0.8f, 1.0f, 0, 0, 0.2f, 0, 0, 0.7f};

/* The two Gaussians of mixture.h. */
#define PLANE_SIGMA_BEGIN 20.0
#define PLANE_SIGMA_END 0.05

/* `count` points of it under noise of deviation σ, a fifth of them from the minor component
 * exactly (transfer full). */
float *plane_starts (gsize count, double sigma);

/* The relative errors of the mean and of the covariance (Frobenius) of all points together. */
void plane_errors (const float *points, gsize count, double *mean, double *covariance);

G_END_DECLS
