/* The authors' networks: RefineNets with dilated convolutions (Song & Ermon 2019, appendix A.1;
 * Song & Ermon 2020, appendix A), known by their parameter names as CondRefineNetDilated and
 * NCSNv2. */
#pragma once

#include "ncsn/model.h"
#include "nn/layers.h"

G_BEGIN_DECLS

/* NCSNv2 stores its noise levels under this name; nothing is computed from them. */
#define NCSN_REFINENET_SIGMAS "sigmas"

/* The network on 2x - 1: x (N, H, W, C) → (N, H, W, C), H and W even. level: (N, 1, 1, 1), places
 * in config->ladder, for NCSN_NETWORK_NCSN; NULL for NCSN_NETWORK_NCSNV2, whose output is still to
 * be divided by σ. */
NcsnNode *ncsn_refinenet (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x,
                          NcsnNode *level);

/* The place of σ in the ladder: 0 for σ_1, L-1 for σ_L, in between linear in ln σ. */
double ncsn_refinenet_level (const NcsnModelConfig *config, double sigma);

G_END_DECLS
