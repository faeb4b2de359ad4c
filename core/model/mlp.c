/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small network for points: three hidden layers with SiLU. */
#include "model/mlp.h"

NcsnNode *
ncsn_mlp (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *features)
{
  static const char *const names[] = {"linear1", "linear2", "linear3"};
  gsize dimension = x->shape.c;
  NcsnNode *h = ncsn_op_concat (net->graph, x, features);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    h = ncsn_op_silu (net->graph,
                      ncsn_layer_linear (net, names[i], h, config->base_channels, 1.0f));
  return ncsn_layer_linear (net, "linear4", h, dimension, 1.0f);
}
