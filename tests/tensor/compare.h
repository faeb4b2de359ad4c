/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random inputs for tests of kernels, and the comparison of a kernel with its naive twin. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

/* The relative error ‖ours - naive‖/‖naive‖ of every kernel must be less. */
#define NCSN_TEST_KERNEL_ERROR 1e-5

/* `count` numbers from N(0, 1), the same for the same `item` (transfer full, g_free ()). */
float *ncsn_test_normal (gsize count, guint32 item);

/* ‖ours - naive‖/‖naive‖; infinite if any of ours is not finite. */
double ncsn_test_relative_error (const float *ours, const double *naive, gsize count);

/* Calls a kernel once, which fills or adds to all of `out`. */
typedef void (*NcsnTestKernelFunc) (gconstpointer context, float *out, NcsnThreads *threads);

/* Runs the kernel on 1, 1 again, 2 and 3 threads. Fails the test unless the first result is close
 * to `expected` (count doubles) and the others have the same bits. A kernel that adds starts from
 * random numbers, one that writes from NaNs, so that missing results are detected. */
void ncsn_test_kernel (const char *what, NcsnTestKernelFunc kernel, gconstpointer context,
                       gsize count, gboolean adds, const double *expected);

G_END_DECLS
