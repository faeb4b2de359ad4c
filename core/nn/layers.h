/* Layers with weights: each declares its parameters under `name` and adds its nodes to the graph.
 */
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
  float bias_gain; /* the same for the bias; 0 starts it at 0 */
} NcsnConvLayer;

/* name.weight (kernel, kernel, C_in, C_out) and, with bias, name.bias (C_out). */
NcsnNode *ncsn_layer_conv (NcsnNet *net, const char *name, NcsnNode *x, NcsnConvLayer layer);

/* x W + b on (N, 1, 1, C): name.weight and name.bias. */
NcsnNode *ncsn_layer_linear (NcsnNet *net, const char *name, NcsnNode *x, gsize channels,
                             float gain);

/* A row a class: name.weight (classes, channels) ~ N(0, 1/channels). index: (N, 1, 1, 1). */
NcsnNode *ncsn_layer_embedding (NcsnNet *net, const char *name, NcsnNode *index, gsize classes,
                                gsize channels);

/* The norms end in an activation, or NCSN_ACTIVATION_NONE.
 *
 * Conditional instance normalisation ++ whose γ, α, β are an affine function of `embedding` (N, 1,
 * 1, E): name.weight (E, 3C), and name.bias (3C), which alone sets them at first: γ, α ~ N(1,
 * 0.02²), β = 0. */
NcsnNode *ncsn_layer_norm (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding,
                           NcsnActivation activation);

/* The same with γ, α, β from a table with a row a level: name.embed.weight (levels, 3C). level: (N,
 * 1, 1, 1), places in the table, as ncsn_op_embedding () takes them. */
NcsnNode *ncsn_layer_norm_table (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *level,
                                 gsize levels, NcsnActivation activation);

/* Without condition: name.gamma, name.alpha and name.beta (C each). */
NcsnNode *ncsn_layer_norm_vectors (NcsnNet *net, const char *name, NcsnNode *x,
                                   NcsnActivation activation);

G_END_DECLS
