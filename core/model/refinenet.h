/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authors' networks: RefineNets with dilated convolutions (Song & Ermon 2019, appendix A.1;
 * Song & Ermon 2020, appendix A). Their classes CondRefineNetDilated and NCSNv2 have the same
 * parameter names. */
#pragma once

#include "ncsn/model.h"
#include "nn/layers.h"

G_BEGIN_DECLS

/* The name under which NCSNv2 stores its noise levels, which the network does not use. */
#define NCSN_REFINENET_SIGMAS "sigmas"

/* The network F: (N, H, W, C) → (N, H, W, C), H and W even; its input is 2x - 1. level: (N, 1, 1,
 * 1), positions in config->ladder, for NCSN_NETWORK_NCSN; NULL for NCSN_NETWORK_NCSNV2, whose
 * output the caller must divide by σ. */
NcsnNode *ncsn_refinenet (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x,
                          NcsnNode *level);

/* The position of σ in the ladder: 0 for σ_1, L-1 for σ_L, and linear in ln σ between levels. */
double ncsn_refinenet_level (const NcsnModelConfig *config, double sigma);

G_END_DECLS
