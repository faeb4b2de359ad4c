/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score as a graph: s(x, σ) = a(σ) x' + b(σ) F(c_in(σ) x', ln σ) with x' = x - middle and the
 * network F. For a model that sees holes, F gets known pixels as c_in(0) x' and the hole as another
 * channel, and s is 0 at known pixels. For a model with a noise map, σ in a, b and c_in is that of
 * each pixel, and F gets ln of it, relative to that of the picture, as another channel. A model
 * with a coarse view gets it as the last channels, with a deviation of 1. */
#include "model/score-graph.h"

#include <math.h>
#include <string.h>

#include "model/config.h"
#include "model/mlp.h"
#include "model/refinenet.h"
#include "model/unet.h"
#include "nn/blocks.h"

typedef struct {
  double c_in, a, b;
} Coefficients;

/* For EDM (Karras et al. 2022, table 1), D = c_skip x' + c_out F and s = (D - x')/σ² give
 * a = (c_skip-1)/σ² = -1/(σ²+σ_d²) and b = c_out/σ² = σ_d/(σ √(σ²+σ_d²)), forms without
 * cancellation at small σ. */
static Coefficients
coefficients (const NcsnModelConfig *config, double sigma)
{
  double total = sigma * sigma + config->data_sigma * config->data_sigma;
  double c_in = ncsn_model_config_is_refinenet (config) ? 2.0 : 1.0; /* they see 2x - 1 */

  switch (config->precondition) {
  case NCSN_PRECONDITION_SIGMA:
    return (Coefficients){c_in, 0.0, 1.0 / sigma};
  case NCSN_PRECONDITION_EDM:
    return (Coefficients){1.0 / sqrt (total), -1.0 / total,
                          config->data_sigma / (sigma * sqrt (total))};
  case NCSN_PRECONDITION_NONE:
  default:
    return (Coefficients){c_in, 0.0, 1.0};
  }
}

double
ncsn_precondition_weight (const NcsnModelConfig *config, double sigma)
{
  double variance = config->data_sigma * config->data_sigma;

  if (config->precondition != NCSN_PRECONDITION_EDM)
    return sigma * sigma;
  return sigma * sigma * (sigma * sigma + variance) / variance;
}

/* Adds the network and the inputs that it needs; returns its output. */
static NcsnNode *
add_network (NcsnScoreGraph *score, NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x)
{
  NcsnShape one = {x->shape.n, 1, 1, 1}, features = {x->shape.n, 1, 1, config->base_channels};

  if (config->network == NCSN_NETWORK_NCSN)
    score->level = ncsn_graph_input (net->graph, one, FALSE);
  if (ncsn_model_config_is_refinenet (config))
    return ncsn_refinenet (net, config, x, score->level);
  score->features = ncsn_graph_input (net->graph, features, FALSE);
  if (config->network == NCSN_NETWORK_MLP)
    return ncsn_mlp (net, config, x, score->features);
  if (config->n_classes > 0)
    score->class_index = ncsn_graph_input (net->graph, one, FALSE);
  return ncsn_unet (net, config, x, score->features, score->class_index);
}

NcsnScoreGraph
ncsn_score_graph_build (NcsnGraph *graph, NcsnParameters *parameters, const NcsnModelConfig *config,
                        NcsnShape shape)
{
  NcsnNet net = {graph, parameters};
  NcsnShape one = {shape.n, 1, 1, 1}, pixels = {shape.n, shape.h, shape.w, 1};
  NcsnShape each = config->noise_map ? pixels : one;
  NcsnShape with_mark = {shape.n, shape.h, shape.w, shape.c + 1};
  NcsnScoreGraph score = {.graph = graph, .shape = shape};

  score.x = ncsn_graph_input (graph, shape, FALSE);
  score.c_in = ncsn_graph_input (graph, each, FALSE);
  score.a = ncsn_graph_input (graph, each, FALSE);
  score.b = ncsn_graph_input (graph, each, FALSE);

  NcsnNode *seen = ncsn_op_scale (graph, score.x, score.c_in);
  if (config->holes) {
    score.hole = ncsn_graph_input (graph, pixels, FALSE);
    seen = ncsn_op_concat (graph, seen, score.hole);
  }
  if (config->noise_map) {
    score.map = ncsn_graph_input (graph, pixels, FALSE);
    seen = ncsn_op_concat (graph, seen, score.map);
  }
  if (config->coarse) {
    score.view = ncsn_graph_input (graph, with_mark, FALSE);
    seen = ncsn_op_concat (graph, seen, score.view);
  }
  NcsnNode *f = add_network (&score, &net, config, seen);
  score.score = ncsn_op_add (graph, ncsn_op_scale (graph, score.x, score.a),
                             ncsn_op_scale (graph, f, score.b));
  if (config->holes)
    score.score = ncsn_op_scale (graph, score.score, score.hole);
  ncsn_graph_output (graph, score.score);
  return score;
}

static float
middle_of (const NcsnModelConfig *config)
{
  return ncsn_model_config_is_refinenet (config) ? 0.5f : (float)config->data_mean;
}

/* The noise level of pixel i of the batch. */
static double
level_of (const NcsnScoreGraph *score, const double *sigmas, const NcsnKnown *known, gsize i)
{
  if (score->map != NULL && known != NULL && known->levels != NULL)
    return (double)known->levels[i];
  return sigmas[i / (score->shape.h * score->shape.w)];
}

/* Known pixels have no noise and need c_in(0). The graph scales all pixels by c_in(σ), so known
 * ones are multiplied by c_in(0)/c_in(σ) here. */
static void
set_known (NcsnScoreGraph *score, const NcsnModelConfig *config, const double *sigmas,
           const NcsnKnown *known)
{
  const gsize pixels = score->shape.h * score->shape.w, channels = score->shape.c;
  const float middle = middle_of (config);

  for (gsize i = 0; i < score->shape.n * pixels; i++) {
    const gboolean missing = known == NULL || known->mask == NULL || known->mask[i] > 0;

    score->hole->value[i] = missing ? 1 : 0;
    if (missing)
      continue;
    const double factor = coefficients (config, 0).c_in /
                          coefficients (config, level_of (score, sigmas, known, i)).c_in;
    for (gsize c = i * channels; c < (i + 1) * channels; c++)
      score->x->value[c] = (known->known[c] - middle) * (float)factor;
  }
}

static void
set_coefficients (NcsnScoreGraph *score, const NcsnModelConfig *config, double sigma, gsize at)
{
  const Coefficients k = coefficients (config, sigma);

  score->c_in->value[at] = (float)k.c_in;
  score->a->value[at] = (float)k.a;
  score->b->value[at] = (float)k.b;
}

static void
set_levels (NcsnScoreGraph *score, const NcsnModelConfig *config, const double *sigmas,
            const NcsnKnown *known)
{
  const gsize pixels = score->shape.h * score->shape.w;

  for (gsize i = 0; i < score->shape.n * pixels; i++) {
    const double level = level_of (score, sigmas, known, i);

    set_coefficients (score, config, level, i);
    score->map->value[i] = (float)log (level / sigmas[i / pixels]);
  }
}

/* Colours of the view get the mean 0 and the deviation 1 of the data; its mark stays. */
static void
set_view (NcsnScoreGraph *score, const NcsnModelConfig *config, const float *view)
{
  const gsize channels = score->shape.c, size = ncsn_shape_size (score->view->shape);
  const float mean = (float)config->data_mean, scale = (float)(1.0 / config->data_sigma);
  float *value = score->view->value;

  if (view == NULL) {
    memset (value, 0, size * sizeof (float));
    return;
  }
  for (gsize i = 0; i < size; i += channels + 1) {
    const float mark = view[i + channels];

    for (gsize c = i; c < i + channels; c++)
      value[c] = mark > 0 ? (view[c] - mean) * scale : 0;
    value[i + channels] = mark;
  }
}

void
ncsn_score_graph_set (NcsnScoreGraph *score, const NcsnModelConfig *config, const float *x,
                      const double *sigmas, const guint *classes, const NcsnKnown *known)
{
  const float middle = middle_of (config);

  for (gsize i = 0; i < ncsn_shape_size (score->shape); i++)
    score->x->value[i] = x[i] - middle;
  if (score->hole != NULL)
    set_known (score, config, sigmas, known);
  if (score->map != NULL)
    set_levels (score, config, sigmas, known);
  if (score->view != NULL)
    set_view (score, config, known != NULL ? known->view : NULL);
  for (gsize n = 0; n < score->shape.n; n++) {
    if (score->map == NULL)
      set_coefficients (score, config, sigmas[n], n);
    if (score->features != NULL)
      ncsn_noise_features (sigmas[n], config->base_channels,
                           score->features->value + n * config->base_channels);
    if (score->class_index != NULL)
      score->class_index->value[n] = (float)classes[n];
    if (score->level != NULL)
      score->level->value[n] = (float)ncsn_refinenet_level (config, sigmas[n]);
  }
}
