/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the blocks of the authors' RefineNets from layers. */
#include "nn/refine-blocks.h"

#include <math.h>

NcsnNode *
ncsn_refine_conv (NcsnRefine *refine, const char *name, NcsnNode *x, gsize channels, gsize kernel,
                  gsize dilation, gboolean bias)
{
  const float gain = sqrtf (1.0f / 3.0f); /* U(-a, a) has variance a²/3 */
  NcsnConvLayer layer = {channels, kernel, 1, dilation, bias, gain, gain};

  return ncsn_layer_conv (refine->net, name, x, layer);
}

NcsnNode *
ncsn_refine_norm (NcsnRefine *refine, const char *name, NcsnNode *x, NcsnActivation activation)
{
  if (refine->level != NULL)
    return ncsn_layer_norm_table (refine->net, name, x, refine->level, refine->levels, activation);
  return ncsn_layer_norm_vectors (refine->net, name, x, activation);
}

/* Normalisation, ELU and convolution: name.normalizeI, and name.convI with a suffix. */
static NcsnNode *
activated_conv (NcsnRefine *refine, const char *name, guint number, const char *suffix, NcsnNode *x,
                gsize channels, gsize dilation)
{
  g_autofree char *norm = g_strdup_printf ("%s.normalize%u", name, number);
  g_autofree char *conv = g_strdup_printf ("%s.conv%u%s", name, number, suffix);
  NcsnNode *h = ncsn_refine_norm (refine, norm, x, NCSN_ACTIVATION_ELU);

  return ncsn_refine_conv (refine, conv, h, channels, 3, dilation, TRUE);
}

NcsnNode *
ncsn_refine_residual (NcsnRefine *refine, const char *name, NcsnNode *x, gsize dilation)
{
  gsize channels = x->shape.c;
  NcsnNode *h = activated_conv (refine, name, 1, "", x, channels, dilation);

  h = activated_conv (refine, name, 2, "", h, channels, dilation);
  return ncsn_op_add (refine->net->graph, x, h);
}

NcsnNode *
ncsn_refine_residual_down (NcsnRefine *refine, const char *name, NcsnNode *x, gsize channels,
                           gsize dilation)
{
  NcsnGraph *graph = refine->net->graph;
  const NcsnWindow half = {2, 2, 0};
  gboolean dilated = dilation > 1;
  g_autofree char *shortcut = g_strconcat (name, dilated ? ".shortcut" : ".shortcut.conv", NULL);
  NcsnNode *h = activated_conv (refine, name, 1, "", x, x->shape.c, dilation);

  h = activated_conv (refine, name, 2, dilated ? "" : ".conv", h, channels, dilation);
  x = ncsn_refine_conv (refine, shortcut, x, channels, dilated ? 3 : 1, dilation, TRUE);
  if (dilated)
    return ncsn_op_add (graph, x, h);
  return ncsn_op_average_pool (graph, ncsn_op_add (graph, x, h), half);
}

/* Residual convolution units: `blocks` times x plus `stages` times normalisation, ELU and 3×3
 * convolution of x. */
static NcsnNode *
residual_units (NcsnRefine *refine, const char *name, NcsnNode *x, guint blocks, guint stages)
{
  NcsnGraph *graph = refine->net->graph;

  for (guint i = 1; i <= blocks; i++) {
    NcsnNode *h = x;
    for (guint j = 1; j <= stages; j++) {
      g_autofree char *norm = g_strdup_printf ("%s.%u_%u_norm", name, i, j);
      g_autofree char *conv = g_strdup_printf ("%s.%u_%u_conv", name, i, j);
      h = refine->level != NULL ? ncsn_refine_norm (refine, norm, h, NCSN_ACTIVATION_ELU)
                                : ncsn_op_elu (graph, h);
      h = ncsn_refine_conv (refine, conv, h, x->shape.c, 3, 1, FALSE);
    }
    x = ncsn_op_add (graph, x, h);
  }
  return x;
}

/* Multi-resolution fusion: Σ_i resize (conv (norm (x_i))), at the size of the first input. */
static NcsnNode *
fuse (NcsnRefine *refine, const char *name, NcsnNode *const *inputs, guint n_inputs, gsize channels)
{
  NcsnGraph *graph = refine->net->graph;
  gsize height = inputs[0]->shape.h, width = inputs[0]->shape.w;
  NcsnNode *sum = NULL;

  for (guint i = 0; i < n_inputs; i++) {
    g_autofree char *norm = g_strdup_printf ("%s.norms.%u", name, i);
    g_autofree char *conv = g_strdup_printf ("%s.convs.%u", name, i);
    NcsnNode *h = inputs[i];
    if (refine->level != NULL)
      h = ncsn_refine_norm (refine, norm, h, NCSN_ACTIVATION_NONE);
    h = ncsn_refine_conv (refine, conv, h, channels, 3, 1, TRUE);
    if (h->shape.h != height || h->shape.w != width)
      h = ncsn_op_resize_bilinear (graph, h, height, width);
    sum = sum != NULL ? ncsn_op_add (graph, sum, h) : h;
  }
  return sum;
}

/* Chained residual pooling: two stages of normalisation, 5×5 pooling and convolution. The second
 * stage reads the result of the first, and both results are added to ELU (x). */
static NcsnNode *
chain_pooling (NcsnRefine *refine, const char *name, NcsnNode *x)
{
  NcsnGraph *graph = refine->net->graph;
  const NcsnWindow window = {5, 1, 2};

  x = ncsn_op_elu (graph, x);
  NcsnNode *path = x;
  for (guint i = 0; i < 2; i++) {
    g_autofree char *norm = g_strdup_printf ("%s.norms.%u", name, i);
    g_autofree char *conv = g_strdup_printf ("%s.convs.%u", name, i);
    if (refine->level != NULL) {
      path = ncsn_refine_norm (refine, norm, path, NCSN_ACTIVATION_NONE);
      path = ncsn_op_average_pool (graph, path, window);
    } else
      path = ncsn_op_max_pool (graph, path, window);
    path = ncsn_refine_conv (refine, conv, path, x->shape.c, 3, 1, FALSE);
    x = ncsn_op_add (graph, x, path);
  }
  return x;
}

NcsnNode *
ncsn_refine_block (NcsnRefine *refine, const char *name, NcsnNode *const *inputs, guint n_inputs,
                   gsize channels, gboolean last)
{
  g_autofree char *fusion = g_strconcat (name, ".msf", NULL);
  g_autofree char *pooling = g_strconcat (name, ".crp", NULL);
  g_autofree char *output = g_strconcat (name, ".output_convs", NULL);
  g_autofree NcsnNode **adapted = g_new (NcsnNode *, n_inputs);

  for (guint i = 0; i < n_inputs; i++) {
    g_autofree char *adapt = g_strdup_printf ("%s.adapt_convs.%u", name, i);
    adapted[i] = residual_units (refine, adapt, inputs[i], 2, 2);
  }
  NcsnNode *x = n_inputs > 1 ? fuse (refine, fusion, adapted, n_inputs, channels) : adapted[0];
  x = chain_pooling (refine, pooling, x);
  return residual_units (refine, output, x, last ? 3 : 1, 2);
}
