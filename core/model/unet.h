/* The U-Net with attention and conditional instance normalisation. */
#pragma once

#include "ncsn/model.h"
#include "nn/layers.h"

G_BEGIN_DECLS

/* The network F(x, ln σ, class): x (N, H, W, C or more) → (N, H, W, C). features: (N, 1, 1,
 * config->base_channels) of ncsn_noise_features (); class_index: (N, 1, 1, 1) or NULL. H and W must
 * be divisible by 2^(n_multipliers-1).
 *
 * Structure (after Ho et al. 2020; Song et al. 2021): at each level `blocks` residual blocks,
 * attention where the training height at that level is in config->attention, halving by 2×2 means;
 * two residual blocks around attention in the middle; back up with blocks+1 residual blocks a
 * level, each taking the output of its opposite, and doubling by repetition. */
NcsnNode *ncsn_unet (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *features,
                     NcsnNode *class_index);

G_END_DECLS
