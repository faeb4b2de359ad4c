/* How the tests measure a kernel against its naive twin. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

/* What every kernel must stay under: ‖ours - naive‖/‖naive‖. */
#define NCSN_TEST_KERNEL_ERROR 1e-5

/* `count` numbers from N(0, 1), the same ones for the same `item` (transfer full, g_free). */
float *ncsn_test_normal (gsize count, guint32 item);

/* ‖ours - naive‖/‖naive‖; infinite when anything of ours is not finite. */
double ncsn_test_relative_error (const float *ours, const double *naive, gsize count);

/* One call of a kernel: fills, or adds to, all of `out`. */
typedef void (*NcsnTestKernelFunc) (gconstpointer context, float *out, NcsnThreads *threads);

/* Runs the kernel on 1, 1 again, 2 and 3 threads and fails the test unless the first result is near
 * `expected` (count doubles) and the others equal it bit for bit. A kernel that adds starts from
 * random numbers; one that writes starts from NaNs, so that what it leaves out is seen. */
void ncsn_test_kernel (const char *what, NcsnTestKernelFunc kernel, gconstpointer context,
                       gsize count, gboolean adds, const double *expected);

G_END_DECLS
