/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the squared distance of two blocks of rows. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "compare.h"
#include "tensor/simd/kernels.h"

enum { MAX_ROWS = 9, MAX_COUNT = 40, GAP_A = 3, GAP_B = 5 };

/* Rows of random numbers with large ones between them and after the last, which must not count. */
static float *
block_new (gsize rows, gsize count, gsize row, guint32 item)
{
  float *block = ncsn_test_normal (rows * row + NCSN_GROUP, item);

  for (gsize i = 0; i < rows * row + NCSN_GROUP; i++)
    if (i >= rows * row || i % row >= count)
      block[i] = 1e15f;
  return block;
}

static double
naive (const float *a, gsize row_a, const float *b, gsize row_b, gsize rows, gsize count)
{
  double sum = 0;

  for (gsize i = 0; i < rows; i++)
    for (gsize k = 0; k < count; k++) {
      const double d = (double)a[i * row_a + k] - (double)b[i * row_b + k];

      sum += d * d;
    }
  return sum;
}

/* A sum below the limit is complete, to the bit; any other is at least the limit. */
static void
check_limits (const float *a, const float *b, gsize rows, gsize count, float complete)
{
  const NcsnKernels *kernels = ncsn_kernels ();

  for (guint i = 0; i <= 20; i++) {
    const float limit = complete * (float)i / 10;
    const float sum = kernels->distance (a, count + GAP_A, b, count + GAP_B, rows, count, limit);

    if (complete < limit)
      g_assert_cmpfloat (sum, ==, complete);
    else
      g_assert_true (sum >= limit && sum <= complete);
  }
}

static void
test_distance (void)
{
  for (gsize rows = 1; rows <= MAX_ROWS; rows++)
    for (gsize count = 1; count <= MAX_COUNT; count++) {
      const gsize row_a = count + GAP_A, row_b = count + GAP_B;
      g_autofree float *a = block_new (rows, count, row_a, 1);
      g_autofree float *b = block_new (rows, count, row_b, 2);
      const double expected = naive (a, row_a, b, row_b, rows, count);
      const float ours = ncsn_kernels ()->distance (a, row_a, b, row_b, rows, count, INFINITY);

      g_assert_cmpfloat (ncsn_test_relative_error (&ours, &expected, 1), <, NCSN_TEST_KERNEL_ERROR);
      check_limits (a, b, rows, count, ours);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distance/naive", test_distance);
  return g_test_run ();
}
