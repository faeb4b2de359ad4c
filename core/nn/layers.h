/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers with weights. Each function declares the layer's parameters as name.PART, adds its nodes
 * to the graph and returns the last of them. */
#pragma once

#include "autodiff/ops.h"
#include "nn/parameters.h"

G_BEGIN_DECLS

/* A network under construction. */
typedef struct {
  NcsnGraph *graph;
  NcsnParameters *parameters;
} NcsnNet;

typedef struct {
  gsize channels; /* of the output */
  gsize kernel;   /* odd */
  gsize stride;
  gsize dilation;
  gboolean bias;
  float gain; /* weights ~ U with variance gain²/fan_in (He et al. 2015 without the factor 2) */
  float bias_gain; /* the same for the bias; with 0 it starts as 0 */
} NcsnConvLayer;

/* Convolution: name.weight (kernel, kernel, C_in, C_out) and, with bias, name.bias (C_out). */
NcsnNode *ncsn_layer_conv (NcsnNet *net, const char *name, NcsnNode *x, NcsnConvLayer layer);

/* Linear layer x W + b on (N, 1, 1, C): name.weight (C, channels) and name.bias (channels), which
 * starts as 0. */
NcsnNode *ncsn_layer_linear (NcsnNet *net, const char *name, NcsnNode *x, gsize channels,
                             float gain);

/* One row per class: name.weight (classes, channels) ~ N(0, 1/channels). index: (N, 1, 1, 1) →
 * (N, 1, 1, channels). */
NcsnNode *ncsn_layer_embedding (NcsnNet *net, const char *name, NcsnNode *index, gsize classes,
                                gsize channels);

/* The norms (tensor/norm/norm.h) end in an activation, or in none with NCSN_ACTIVATION_NONE.
 *
 * Conditional instance normalisation ++ whose γ, α, β are an affine function of `embedding` (N, 1,
 * 1, E): name.weight (E, 3C), which starts as 0, and name.bias (3C), which starts with γ, α ~ N(1,
 * 0.02²) and β = 0. */
NcsnNode *ncsn_layer_norm (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding,
                           NcsnActivation activation);

/* The same with γ, α, β from a table with one row per level: name.embed.weight (levels, 3C). level:
 * (N, 1, 1, 1), an index as for ncsn_op_embedding (). */
NcsnNode *ncsn_layer_norm_table (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *level,
                                 gsize levels, NcsnActivation activation);

/* The same without a condition: name.gamma, name.alpha and name.beta (C each). */
NcsnNode *ncsn_layer_norm_vectors (NcsnNet *net, const char *name, NcsnNode *x,
                                   NcsnActivation activation);

G_END_DECLS
