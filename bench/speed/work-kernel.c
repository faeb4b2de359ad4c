/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on single operations: one convolution of our library, and matrix products of OpenBLAS. */
#include "work.h"

#include <cblas.h>

#include "autodiff/ops.h"
#include "base/memory.h"
#include "base/parallel.h"

typedef struct {
  Work work;
  NcsnGraph *graph;
} ConvWork;

static gboolean
run_conv (Work *work, GError **error)
{
  ncsn_graph_forward (((ConvWork *)work)->graph, work->threads);
  return TRUE;
}

/* Uses a graph of one node, so that this is the same convolution as in networks. */
Work *
work_conv (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  gsize channels = g_ascii_strtoull (order->arguments[0], NULL, 10);
  gsize kernel = g_ascii_strtoull (order->arguments[1], NULL, 10);
  gsize dilation = g_ascii_strtoull (order->arguments[2], NULL, 10);
  NcsnShape weight = {kernel, kernel, order->shape.c, channels};
  gsize pixels = ncsn_shape_size (order->shape), weights = ncsn_shape_size (weight);
  float *parameters = ncsn_floats_new (weights + channels, error);
  ConvWork *conv = g_new0 (ConvWork, 1);

  if (parameters == NULL)
    return NULL;
  memcpy (parameters, order->input + pixels, (weights + channels) * sizeof (float));
  conv->graph = ncsn_graph_new ();
  NcsnNode *x = ncsn_graph_input (conv->graph, order->shape, FALSE);
  NcsnNode *w = ncsn_graph_parameter (conv->graph, weight, 0);
  NcsnNode *b = ncsn_graph_parameter (conv->graph, (NcsnShape){1, 1, 1, channels}, weights);
  NcsnNode *y = ncsn_op_conv (conv->graph, x, w, b, 1, dilation);
  ncsn_graph_output (conv->graph, y);
  if (!ncsn_graph_plan (conv->graph, NCSN_PLAN_INFERENCE, error))
    return NULL;
  ncsn_graph_bind (conv->graph, parameters, NULL);
  memcpy (x->value, order->input, pixels * sizeof (float));
  conv->work = (Work){run_conv, threads, y->value, ncsn_shape_size (y->shape)};
  return &conv->work;
}

typedef struct {
  Work work;
  gsize side;
  const float *a, *b;
  float *c;
} GemmWork;

static void
rows (gsize first, gsize last, guint worker, gpointer data)
{
  const GemmWork *gemm = data;
  gsize n = gemm->side;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)(last - first), (blasint)n,
               (blasint)n, 1.0f, gemm->a + first * n, (blasint)n, gemm->b, (blasint)n, 0.0f,
               gemm->c + first * n, (blasint)n);
}

static gboolean
run_blas (Work *work, GError **error)
{
  rows (0, ((GemmWork *)work)->side, 0, work);
  return TRUE;
}

static gboolean
run_pool (Work *work, GError **error)
{
  gsize side = ((GemmWork *)work)->side, count = ncsn_threads_count (work->threads);

  ncsn_parallel_for (work->threads, side, (side + count - 1) / count, rows, work);
  return TRUE;
}

static Work *
new_gemm (const WorkOrder *order, NcsnThreads *threads,
          gboolean (*run) (Work *work, GError **error), GError **error)
{
  GemmWork *gemm = g_new0 (GemmWork, 1);
  gsize side = order->shape.h;

  *gemm = (GemmWork){{run, threads, NULL, 0},
                     side,
                     order->input,
                     order->input + side * side,
                     ncsn_floats_new (side * side, error)};
  return gemm->c != NULL ? &gemm->work : NULL;
}

Work *
work_gemm_blas (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  openblas_set_num_threads ((int)ncsn_threads_count (threads));
  return new_gemm (order, threads, run_blas, error);
}

Work *
work_gemm_pool (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  openblas_set_num_threads (1);
  return new_gemm (order, threads, run_pool, error);
}
