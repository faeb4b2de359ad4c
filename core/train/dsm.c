/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising score matching. */
#include "train/dsm.h"

#include "autodiff/ops.h"
#include "base/memory.h"

NcsnDsm *
ncsn_dsm_new (const NcsnModelConfig *config, NcsnParameters *parameters, NcsnShape shape,
              const float *weights, float *gradients, GError **error)
{
  g_autoptr (NcsnDsm) dsm = g_new0 (NcsnDsm, 1);
  NcsnGraph *graph = ncsn_graph_new ();

  dsm->score = ncsn_score_graph_build (graph, parameters, config, shape);
  dsm->noise = ncsn_graph_input (graph, shape, FALSE);
  dsm->weight = ncsn_graph_input (graph, (NcsnShape){shape.n, 1, 1, 1}, FALSE);
  NcsnNode *d = ncsn_op_add (graph, dsm->score.score, dsm->noise);
  dsm->loss = ncsn_op_mean (graph, ncsn_op_dot (graph, d, d), dsm->weight);
  ncsn_graph_output (graph, dsm->loss);
  dsm->noisy = ncsn_floats_new (ncsn_shape_size (shape), error);
  if (!dsm->noisy || !ncsn_graph_plan (graph, NCSN_PLAN_TRAINING, error))
    return NULL;
  ncsn_graph_bind (graph, weights, gradients);
  return g_steal_pointer (&dsm);
}

void
ncsn_dsm_free (NcsnDsm *dsm)
{
  if (!dsm)
    return;
  ncsn_graph_free (dsm->score.graph);
  ncsn_floats_free (dsm->noisy);
  g_free (dsm);
}

double
ncsn_dsm_loss (NcsnDsm *dsm, const NcsnModelConfig *config, const float *x, const float *z,
               const double *sigmas, const guint *classes, gboolean backward, NcsnThreads *threads)
{
  NcsnShape shape = dsm->score.shape;
  gsize size = shape.h * shape.w * shape.c;

  for (gsize n = 0; n < shape.n; n++) {
    float sigma = (float)sigmas[n], inverse = (float)(1.0 / sigmas[n]);
    for (gsize i = n * size; i < (n + 1) * size; i++) {
      dsm->noisy[i] = x[i] + sigma * z[i];
      dsm->noise->value[i] = z[i] * inverse;
    }
    dsm->weight->value[n] = (float)(ncsn_precondition_weight (config, sigmas[n]) / 2);
  }
  ncsn_score_graph_set (&dsm->score, config, dsm->noisy, sigmas, classes);
  ncsn_graph_forward (dsm->score.graph, threads);
  if (backward)
    ncsn_graph_backward (dsm->score.graph, dsm->loss, threads);
  return (double)dsm->loss->value[0];
}
