/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks of the U-Net: residual block, attention block and noise embedding. Parameters are
 * declared as name.PART. */
#pragma once

#include "nn/layers.h"

G_BEGIN_DECLS

/* Residual block with pre-activation (He et al. 2016): twice normalisation, SiLU and 3×3
 * convolution, added to a shortcut. The second convolution is initialised with zeros, so that the
 * block starts as its shortcut. The shortcut is the identity, or a 1×1 convolution if the number of
 * channels changes. x: (N, H, W, C); embedding: (N, 1, 1, E) → (N, H, W, channels). */
NcsnNode *ncsn_block_residual (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding,
                               gsize channels);

/* x + projection (attention (norm (x))) over the pixels (Vaswani et al. 2017). The projection is
 * initialised with zeros. There is one head per 64 channels, or one head if 64 does not divide
 * their number. */
NcsnNode *ncsn_block_attention (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding);

/* The embedding of the noise level: two linear layers with SiLU on sinusoidal features
 * (ncsn_noise_features ()). The class embedding is added between them if `class_index` (N, 1, 1, 1)
 * is not NULL. features: (N, 1, 1, F) → (N, 1, 1, 4F). */
NcsnNode *ncsn_block_noise_embedding (NcsnNet *net, const char *name, NcsnNode *features,
                                      NcsnNode *class_index, gsize classes);

/* Writes sin (ω_j ln σ), then cos (ω_j ln σ) for count/2 frequencies ω_j in geometric progression
 * from 0.2 to 8. The lowest is unique over the whole range of ln σ, the highest resolves a ratio of
 * σ of about 1.1. */
void ncsn_noise_features (double sigma, gsize count, float *features);

G_END_DECLS
