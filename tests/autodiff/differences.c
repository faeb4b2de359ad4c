/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes derivatives by central differences, one value of the input at a time. */
#undef G_DISABLE_ASSERT
#include "differences.h"

#include "compare.h"

void
ncsn_test_gradient (NcsnNode *x, float step, double (*number) (gpointer data), gpointer data)
{
  gsize count = ncsn_shape_size (x->shape);
  g_autofree float *analytic = g_memdup2 (x->gradient, count * sizeof (float));
  g_autofree double *numeric = g_new (double, count);

  for (gsize i = 0; i < count; i++) {
    float before = x->value[i], above = before + step, below = before - step;
    x->value[i] = above;
    numeric[i] = number (data);
    x->value[i] = below;
    numeric[i] -= number (data);
    numeric[i] /= (double)above - (double)below;
    x->value[i] = before;
  }
  double error = ncsn_test_relative_error (analytic, numeric, count);
  g_test_message ("gradient of input %u: relative error %.2g", x->index, error);
  g_assert_cmpfloat (error, <, NCSN_TEST_DIFFERENCE_ERROR);
}
