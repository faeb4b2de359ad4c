/* The blocks of the U-Net. */
#pragma once

#include "nn/layers.h"

G_BEGIN_DECLS

/* norm, SiLU, 3×3 convolution, twice, beside a shortcut (He et al. 2016; pre-activation). The
 * second convolution starts at zero, so that the block starts as its shortcut; a 1×1 convolution is
 * the shortcut when the channels change. */
NcsnNode *ncsn_block_residual (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding,
                               gsize channels);

/* x + attention over the pixels of norm (x); the output projection starts at zero. One head for
 * every 64 channels. */
NcsnNode *ncsn_block_attention (NcsnNet *net, const char *name, NcsnNode *x, NcsnNode *embedding);

/* The embedding of the noise level: two linear layers with SiLU on sinusoidal features
 * (ncsn_noise_features ()), the class embedding added in between when `class_index` is not NULL.
 * (N, 1, 1, 4F) for features (N, 1, 1, F). */
NcsnNode *ncsn_block_noise_embedding (NcsnNet *net, const char *name, NcsnNode *features,
                                      NcsnNode *class_index, gsize classes);

/* sin(ω_j ln σ) and cos(ω_j ln σ) for count/2 frequencies spaced geometrically from 0.2 to 8: the
 * slowest tells ln σ apart over its whole range, the fastest resolves a ratio of σ of about 1.1. */
void ncsn_noise_features (double sigma, gsize count, float *features);

G_END_DECLS
