/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on the inner loops alone: products of matrices, and the peak rate of the processor. */
#include "work.h"

#include "base/parallel.h"
#include "ncsn/error.h"
#include "tensor/simd/kernels.h"

#define GRAIN 16 /* products a thread takes at a time */

typedef float (*PeakFunc) (gsize multiplications, float step);

/* meson.build defines PEAKS as PEAK (name) for each kind of processor. */
#define PEAK(name) float peak_##name (gsize multiplications, float step);
PEAKS
#undef PEAK

static const struct {
  const char *name;
  PeakFunc func;
} peaks[] = {
#define PEAK(name) {#name, peak_##name},
    PEAKS
#undef PEAK
};

typedef struct {
  Work work;
  gsize times;
  const NcsnKernels *kernels;
  NcsnProduct product;
  PeakFunc peak;
  gsize multiplications;
} ProductWork;

static ProductWork *
new_product_work (const WorkOrder *order, NcsnThreads *threads,
                  gboolean (*run) (Work *work, GError **error))
{
  ProductWork *w = g_new0 (ProductWork, 1);

  w->work = (Work){run, threads, NULL, 0};
  w->times = g_ascii_strtoull (order->arguments[0], NULL, 10);
  w->kernels = ncsn_kernels ();
  return w;
}

static void
multiply_range (gsize first, gsize last, guint worker, gpointer data)
{
  const ProductWork *w = data;
  NcsnProduct product = w->product;

  product.c = ncsn_threads_scratch (w->work.threads, worker, product.m * product.n);
  for (gsize i = first; i < last; i++)
    w->kernels->multiply (&product);
}

static gboolean
run_product (Work *work, GError **error)
{
  ncsn_parallel_for (work->threads, ((ProductWork *)work)->times, GRAIN, multiply_range, work);
  return TRUE;
}

Work *
work_product (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  ProductWork *w = new_product_work (order, threads, run_product);
  gsize m = order->shape.h, k = order->shape.w;
  gsize n = g_ascii_strtoull (order->arguments[1], NULL, 10);

  w->product = (NcsnProduct){.m = m,
                             .n = n,
                             .k = k,
                             .a = order->input,
                             .row = k,
                             .step = 1,
                             .b = order->input + m * k,
                             .line = NCSN_GROUP,
                             .panel = k * NCSN_GROUP,
                             .ldc = n};
  return &w->work;
}

static void
peak_range (gsize first, gsize last, guint worker, gpointer data)
{
  const ProductWork *w = data;

  for (gsize i = first; i < last; i++)
    *ncsn_threads_scratch (w->work.threads, worker, 1) = w->peak (w->multiplications, 1e-9f);
}

static gboolean
run_peak (Work *work, GError **error)
{
  ncsn_parallel_for (work->threads, ((ProductWork *)work)->times, 1, peak_range, work);
  return TRUE;
}

Work *
work_peak (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  ProductWork *w = new_product_work (order, threads, run_peak);

  w->multiplications = g_ascii_strtoull (order->arguments[1], NULL, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (peaks); i++)
    if (g_str_equal (peaks[i].name, w->kernels->name))
      w->peak = peaks[i].func;
  if (w->peak == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "There is no peak for “%s”.",
                 w->kernels->name);
  return w->peak != NULL ? &w->work : NULL;
}
