/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds layers: declares their parameters and adds their operations to the graph. */
#include "nn/layers.h"

#include <math.h>

#define NORM_SPREAD 0.02f /* initial standard deviation of γ and α, as in the authors' code */

static NcsnNode *
parameter (NcsnNet *net, const char *name, const char *part, guint rank, NcsnShape shape,
           NcsnInit init)
{
  g_autofree char *full = g_strconcat (name, part, NULL);
  const NcsnParameter *p = ncsn_parameters_declare (net->parameters, full, rank, shape, init);

  return ncsn_graph_parameter (net->graph, p->shape, p->offset);
}

static NcsnInit
fan_in_init (gsize fan_in, float gain)
{
  return (NcsnInit){.kind = NCSN_INIT_UNIFORM, .scale = gain * sqrtf (3.0f / (float)fan_in)};
}

NcsnNode *
ncsn_layer_conv (NcsnNet *net, const char *name, NcsnNode *x, NcsnConvLayer layer)
{
  gsize fan_in = layer.kernel * layer.kernel * x->shape.c;
  NcsnShape shape = {layer.kernel, layer.kernel, x->shape.c, layer.channels};
  NcsnNode *w = parameter (net, name, ".weight", 4, shape, fan_in_init (fan_in, layer.gain));
  NcsnNode *b = NULL;

  if (layer.bias)
    b = parameter (net, name, ".bias", 1, (NcsnShape){1, 1, 1, layer.channels},
                   fan_in_init (fan_in, layer.bias_gain));
  return ncsn_op_conv (net->graph, x, w, b, layer.stride, layer.dilation);
}

NcsnNode *
ncsn_layer_linear (NcsnNet *net, const char *name, NcsnNode *x, gsize channels, float gain)
{
  return ncsn_layer_conv (net, name, x, (NcsnConvLayer){channels, 1, 1, 1, TRUE, gain, 0.0f});
}

NcsnNode *
ncsn_layer_embedding (NcsnNet *net, const char *name, NcsnNode *index, gsize classes,
                      gsize channels)
{
  NcsnInit init = {.kind = NCSN_INIT_NORMAL, .scale = 1.0f / sqrtf ((float)channels)};
  NcsnNode *table = parameter (net, name, ".weight", 2, (NcsnShape){1, 1, classes, channels}, init);

  return ncsn_op_embedding (net->graph, table, index);
}

NcsnNode *
ncsn_layer_norm (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding,
                 NcsnActivation activation)
{
  gsize columns = 3 * x->shape.c;
  NcsnNode *w = parameter (net, name, ".weight", 4, (NcsnShape){1, 1, embedding->shape.c, columns},
                           (NcsnInit){.kind = NCSN_INIT_UNIFORM, .scale = 0});
  NcsnNode *b = parameter (net, name, ".bias", 1, (NcsnShape){1, 1, 1, columns},
                           (NcsnInit){.kind = NCSN_INIT_NORM, .scale = NORM_SPREAD});

  return ncsn_op_norm (net->graph, x, ncsn_op_conv (net->graph, embedding, w, b, 1, 1), activation);
}

NcsnNode *
ncsn_layer_norm_table (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *level, gsize levels,
                       NcsnActivation activation)
{
  NcsnShape shape = {1, 1, levels, 3 * x->shape.c};
  NcsnNode *table = parameter (net, name, ".embed.weight", 2, shape,
                               (NcsnInit){.kind = NCSN_INIT_NORM, .scale = NORM_SPREAD});

  return ncsn_op_norm (net->graph, x, ncsn_op_embedding (net->graph, table, level), activation);
}

NcsnNode *
ncsn_layer_norm_vectors (NcsnNet *net, const char *name, NcsnNode *x, NcsnActivation activation)
{
  NcsnShape shape = {1, 1, 1, x->shape.c};
  NcsnInit near_one = {.kind = NCSN_INIT_NEAR_ONE, .scale = NORM_SPREAD},
           zero = {.kind = NCSN_INIT_UNIFORM, .scale = 0};
  NcsnNode *gamma = parameter (net, name, ".gamma", 1, shape, near_one);
  NcsnNode *alpha = parameter (net, name, ".alpha", 1, shape, near_one);
  NcsnNode *beta = parameter (net, name, ".beta", 1, shape, zero);
  NcsnNode *scale = ncsn_op_concat (net->graph, gamma, alpha);

  return ncsn_op_norm (net->graph, x, ncsn_op_concat (net->graph, scale, beta), activation);
}
