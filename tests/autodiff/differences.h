/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives by differences, to compare with those that the graph computes. */
#pragma once

#include "autodiff/graph.h"

G_BEGIN_DECLS

/* Greatest relative error of a derivative against differences in float32. */
#define NCSN_TEST_DIFFERENCE_ERROR 1e-2

/* Fails the test unless x->gradient is the derivative of `number` by the values of x, which are
 * moved by `step` one after the other. */
void ncsn_test_gradient (NcsnNode *x, float step, double (*number) (gpointer data), gpointer data);

typedef double (*NcsnTestLossFunc) (gpointer data);

/* The derivative of `loss` when values[0 … count) move along `direction`: central differences at
 * `step` and at half of it, extrapolated to step 0 (Richardson). Restores the values. */
double ncsn_test_difference (NcsnTestLossFunc loss, gpointer data, float *values, gsize count,
                             const double *direction, double step);

/* direction = g / ‖g‖; returns ‖g‖. The direction is not finite where the norm is 0. */
double ncsn_test_normalise (const float *g, gsize count, double *direction);

/* Σ direction_i g_i: the derivative along the direction by the gradient g. */
double ncsn_test_along (const double *direction, const float *g, gsize count);

G_END_DECLS
