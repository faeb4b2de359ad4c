/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the U-Net with attention and conditional instance normalisation (unet.h). */
#include "model/unet.h"

#include "model/config.h"
#include "nn/blocks.h"

typedef struct {
  NcsnNet *net;
  const NcsnModelConfig *config;
  NcsnNode *embedding;
  GPtrArray *skips; /* outputs on the way down, which are inputs on the way up */
} Unet;

/* Whether a level has attention. This depends on the training pictures' height, so that the weights
 * do not depend on the size of the present pictures. */
static gboolean
has_attention (const Unet *unet, guint level)
{
  for (guint i = 0; i < unet->config->n_attention; i++)
    if (unet->config->attention[i] == unet->config->height >> level)
      return TRUE;
  return FALSE;
}

/* A residual block, and attention if the level has it. */
static NcsnNode *
stage (Unet *unet, const char *way, guint level, guint block, NcsnNode *x)
{
  g_autofree char *name = g_strdup_printf ("%s.%u.%u", way, level, block);
  g_autofree char *attention = g_strconcat (name, ".attention", NULL);
  gsize channels = unet->config->base_channels * unet->config->multipliers[level];

  x = ncsn_block_residual (unet->net, name, x, unet->embedding, channels);
  if (has_attention (unet, level))
    x = ncsn_block_attention (unet->net, attention, x, unet->embedding);
  return x;
}

static NcsnNode *
go_down (Unet *unet, NcsnNode *x)
{
  const NcsnModelConfig *config = unet->config;

  g_ptr_array_add (unet->skips, x);
  for (guint level = 0; level < config->n_multipliers; level++) {
    for (guint block = 0; block < config->blocks; block++) {
      x = stage (unet, "down", level, block, x);
      g_ptr_array_add (unet->skips, x);
    }
    if (level + 1 < config->n_multipliers) {
      x = ncsn_op_average_pool (unet->net->graph, x, (NcsnWindow){2, 2, 0});
      g_ptr_array_add (unet->skips, x);
    }
  }
  return x;
}

static NcsnNode *
go_through (Unet *unet, NcsnNode *x)
{
  gsize channels = x->shape.c;

  x = ncsn_block_residual (unet->net, "middle.0", x, unet->embedding, channels);
  x = ncsn_block_attention (unet->net, "middle.attention", x, unet->embedding);
  return ncsn_block_residual (unet->net, "middle.1", x, unet->embedding, channels);
}

static NcsnNode *
go_up (Unet *unet, NcsnNode *x)
{
  const NcsnModelConfig *config = unet->config;
  guint next = unet->skips->len;

  for (guint level = config->n_multipliers; level-- > 0;) {
    for (guint block = 0; block <= config->blocks; block++) {
      x = ncsn_op_concat (unet->net->graph, x, g_ptr_array_index (unet->skips, --next));
      x = stage (unet, "up", level, block, x);
    }
    if (level > 0)
      x = ncsn_op_upsample_nearest (unet->net->graph, x, 2);
  }
  return x;
}

NcsnNode *
ncsn_unet (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *features,
           NcsnNode *class_index)
{
  g_autoptr (GPtrArray) skips = g_ptr_array_new ();
  Unet unet = {net, config, NULL, skips};

  unet.embedding = ncsn_block_noise_embedding (net, "embedding", features, class_index,
                                               ncsn_model_config_class_rows (config));
  x = ncsn_layer_conv (net, "begin", x,
                       (NcsnConvLayer){config->base_channels, 3, 1, 1, TRUE, 1.0f, 0.0f});
  x = go_down (&unet, x);
  x = go_through (&unet, x);
  x = go_up (&unet, x);
  x = ncsn_layer_norm (net, "end.norm", x, unet.embedding, NCSN_ACTIVATION_SILU);
  return ncsn_layer_conv (net, "end.conv", x,
                          (NcsnConvLayer){config->channels, 3, 1, 1, TRUE, 0.0f, 0.0f});
}
