/* A small network for points: what the two-dimensional studies learn with. */
#pragma once

#include "ncsn/model.h"
#include "nn/layers.h"

G_BEGIN_DECLS

/* Three hidden layers of config->base_channels units with SiLU, on x beside the features of ln σ.
 * x: (N, 1, 1, D) → (N, 1, 1, D); features: (N, 1, 1, config->base_channels) of ncsn_noise_features
 * (). */
NcsnNode *ncsn_mlp (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *features);

G_END_DECLS
