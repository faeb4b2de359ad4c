/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the result of a kernel with that of its naive twin. */
#undef G_DISABLE_ASSERT
#include "compare.h"

#include <math.h>
#include <string.h>

#include "ncsn/random.h"

#define START_ITEM 1000 /* of the random numbers that kernels add to */

float *
ncsn_test_normal (gsize count, guint32 item)
{
  float *out = g_new (float, count);

  ncsn_random_normal ((NcsnRandomKey){20190712, NCSN_STREAM_NOISE, item, 0}, 0, count, out);
  return out;
}

double
ncsn_test_relative_error (const float *ours, const double *naive, gsize count)
{
  double difference = 0, norm = 0;

  for (gsize i = 0; i < count; i++) {
    if (!isfinite (ours[i]))
      return INFINITY;
    difference += ((double)ours[i] - naive[i]) * ((double)ours[i] - naive[i]);
    norm += naive[i] * naive[i];
  }
  return norm > 0 ? sqrt (difference / norm) : difference > 0 ? INFINITY : 0;
}

static float *
start_values (gsize count, gboolean adds)
{
  float *out = ncsn_test_normal (count, START_ITEM);

  for (gsize i = 0; !adds && i < count; i++)
    out[i] = NAN;
  return out;
}

static float *
run_on (guint n_threads, NcsnTestKernelFunc kernel, gconstpointer context, const float *start,
        gsize count)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  float *out = g_memdup2 (start, count * sizeof (float));

  kernel (context, out, threads);
  return out;
}

void
ncsn_test_kernel (const char *what, NcsnTestKernelFunc kernel, gconstpointer context, gsize count,
                  gboolean adds, const double *expected)
{
  static const guint n_threads[] = {1, 2, 3};
  g_autofree float *start = start_values (count, adds);
  g_autofree float *first = run_on (1, kernel, context, start, count);
  g_autofree double *sum = g_memdup2 (expected, count * sizeof (double));

  for (gsize i = 0; adds && i < count; i++)
    sum[i] += (double)start[i];
  double error = ncsn_test_relative_error (first, sum, count);
  g_test_message ("%s: relative error %.2g", what, error);
  if (!(error < NCSN_TEST_KERNEL_ERROR))
    g_error ("%s: relative error %g", what, error);
  for (guint i = 0; i < G_N_ELEMENTS (n_threads); i++) {
    g_autofree float *again = run_on (n_threads[i], kernel, context, start, count);
    if (memcmp (first, again, count * sizeof (float)) != 0)
      g_error ("%s: other bits with %u threads", what, n_threads[i]);
  }
}
