/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small network for points, which the two-dimensional studies use. */
#pragma once

#include "ncsn/model.h"
#include "nn/layers.h"

G_BEGIN_DECLS

/* Three hidden layers of config->base_channels units with SiLU, on x and the features of ln σ.
 * x: (N, 1, 1, D) → (N, 1, 1, D); features: (N, 1, 1, config->base_channels) of ncsn_noise_features
 * (). */
NcsnNode *ncsn_mlp (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *features);

G_END_DECLS
