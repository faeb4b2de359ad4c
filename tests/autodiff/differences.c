/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes derivatives by differences: by one value of the input at a time, or along a direction.
 */
#undef G_DISABLE_ASSERT
#include "differences.h"

#include <math.h>
#include <string.h>

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

/* The loss with the values moved by `step` along the direction. */
static double
moved_loss (NcsnTestLossFunc loss, gpointer data, float *values, gsize count,
            const double *direction, double step)
{
  g_autofree float *before = g_memdup2 (values, count * sizeof (float));

  for (gsize i = 0; i < count; i++)
    values[i] = (float)((double)before[i] + step * direction[i]);
  double moved = loss (data);
  memcpy (values, before, count * sizeof (float));
  return moved;
}

double
ncsn_test_difference (NcsnTestLossFunc loss, gpointer data, float *values, gsize count,
                      const double *direction, double step)
{
  double wide = moved_loss (loss, data, values, count, direction, step) -
                moved_loss (loss, data, values, count, direction, -step);
  double narrow = moved_loss (loss, data, values, count, direction, step / 2) -
                  moved_loss (loss, data, values, count, direction, -step / 2);

  return (4 * narrow / step - wide / (2 * step)) / 3;
}

double
ncsn_test_normalise (const float *g, gsize count, double *direction)
{
  double norm = 0;

  for (gsize i = 0; i < count; i++)
    norm += (double)g[i] * (double)g[i];
  norm = sqrt (norm);
  for (gsize i = 0; i < count; i++)
    direction[i] = (double)g[i] / norm;
  return norm;
}

double
ncsn_test_along (const double *direction, const float *g, gsize count)
{
  double sum = 0;

  for (gsize i = 0; i < count; i++)
    sum += direction[i] * (double)g[i];
  return sum;
}
