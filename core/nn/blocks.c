/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the blocks of the U-Net from layers. */
#include "nn/blocks.h"

#include <math.h>

#define MIN_FREQUENCY 0.2 /* of the noise features, per unit of ln σ */
#define MAX_FREQUENCY 8.0
#define HEAD_CHANNELS 64 /* of an attention head */

/* Normalisation, SiLU and 3×3 convolution: name.normI and name.convI. */
static NcsnNode *
activated_conv (NcsnNet *net, const char *name, const char *number, NcsnNode *x,
                NcsnNode *embedding, gsize channels, float gain)
{
  g_autofree char *norm = g_strconcat (name, ".norm", number, NULL);
  g_autofree char *conv = g_strconcat (name, ".conv", number, NULL);
  NcsnNode *h = ncsn_layer_norm (net, norm, x, embedding, NCSN_ACTIVATION_SILU);

  return ncsn_layer_conv (net, conv, h, (NcsnConvLayer){channels, 3, 1, 1, TRUE, gain, 0.0f});
}

NcsnNode *
ncsn_block_residual (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding,
                     gsize channels)
{
  NcsnNode *h = activated_conv (net, name, "1", x, embedding, channels, 1.0f);

  h = activated_conv (net, name, "2", h, embedding, channels, 0.0f);
  if (x->shape.c != channels) {
    g_autofree char *shortcut = g_strconcat (name, ".shortcut", NULL);
    x = ncsn_layer_conv (net, shortcut, x, (NcsnConvLayer){channels, 1, 1, 1, TRUE, 1.0f, 0.0f});
  }
  return ncsn_op_add (net->graph, x, h);
}

NcsnNode *
ncsn_block_attention (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding)
{
  g_autofree char *norm = g_strconcat (name, ".norm", NULL);
  g_autofree char *qkv = g_strconcat (name, ".qkv", NULL);
  g_autofree char *out = g_strconcat (name, ".out", NULL);
  gsize channels = x->shape.c;
  gsize heads = channels % HEAD_CHANNELS == 0 ? channels / HEAD_CHANNELS : 1;
  NcsnNode *h = ncsn_layer_norm (net, norm, x, embedding, NCSN_ACTIVATION_NONE);

  h = ncsn_layer_conv (net, qkv, h, (NcsnConvLayer){3 * channels, 1, 1, 1, TRUE, 1.0f, 0.0f});
  h = ncsn_op_attention (net->graph, h, heads);
  h = ncsn_layer_conv (net, out, h, (NcsnConvLayer){channels, 1, 1, 1, TRUE, 0.0f, 0.0f});
  return ncsn_op_add (net->graph, x, h);
}

NcsnNode *
ncsn_block_noise_embedding (NcsnNet *net, const char *name, NcsnNode *features,
                            NcsnNode *class_index, gsize classes)
{
  g_autofree char *first = g_strconcat (name, ".linear1", NULL);
  g_autofree char *second = g_strconcat (name, ".linear2", NULL);
  g_autofree char *table = g_strconcat (name, ".class", NULL);
  gsize width = 4 * features->shape.c;
  NcsnNode *h = ncsn_layer_linear (net, first, features, width, 1.0f);

  if (class_index != NULL) {
    NcsnNode *c = ncsn_layer_embedding (net, table, class_index, classes, width);
    h = ncsn_op_add (net->graph, h, c);
  }
  h = ncsn_layer_linear (net, second, ncsn_op_silu (net->graph, h), width, 1.0f);
  return ncsn_op_silu (net->graph, h);
}

void
ncsn_noise_features (double sigma, gsize count, float *features)
{
  gsize half = count / 2;
  double log_sigma = log (sigma);

  for (gsize j = 0; j < half; j++) {
    double position = half > 1 ? (double)j / (double)(half - 1) : 0.0;
    double phase = MIN_FREQUENCY * pow (MAX_FREQUENCY / MIN_FREQUENCY, position) * log_sigma;
    features[j] = (float)sin (phase);
    features[half + j] = (float)cos (phase);
  }
}
