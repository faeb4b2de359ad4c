/* Compares gradients of a reverse sweep with central differences. */
#pragma once

#include "autodiff/graph.h"

G_BEGIN_DECLS

/* Greatest relative error of a derivative against differences in float32. */
#define NCSN_TEST_DIFFERENCE_ERROR 1e-2

/* Fails the test unless x->gradient is the derivative of `number` by the values of x, which are
 * moved by `step` one after the other. */
void ncsn_test_gradient (NcsnNode *x, float step, double (*number) (gpointer data), gpointer data);

G_END_DECLS
