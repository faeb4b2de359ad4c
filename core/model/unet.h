/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The U-Net with attention and conditional instance normalisation. */
#pragma once

#include "ncsn/model.h"
#include "nn/layers.h"

G_BEGIN_DECLS

/* The network F(x, ln σ, class): x (N, H, W, C or more) → (N, H, W, C). features: (N, 1, 1,
 * config->base_channels) of ncsn_noise_features (); class_index: (N, 1, 1, 1) or NULL. H and W must
 * be divisible by 2^(n_multipliers-1).
 *
 * Structure (after Ho et al. 2020; Song et al. 2021):
 *  - Down: at each level, `blocks` residual blocks; attention if the level's training height is in
 *    config->attention; then 2×2 means halve the size.
 *  - Middle: a residual block, attention, a residual block.
 *  - Up: at each level, blocks + 1 residual blocks, each with the output of its counterpart as an
 *    additional input; then repetition doubles the size. */
NcsnNode *ncsn_unet (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *features,
                     NcsnNode *class_index);

G_END_DECLS
