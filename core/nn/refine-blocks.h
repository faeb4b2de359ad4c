/* The blocks of the authors' RefineNets (Song & Ermon 2019, appendix A; Lin et al. 2017), with the
 * authors' parameter names and PyTorch's initial values: U(-1/√fan_in, 1/√fan_in) for weights and
 * biases.
 *
 * All blocks serve both networks: `level` (N, 1, 1, 1), the place of each picture's noise level in
 * the ladder, makes them NCSN's, with conditional instance normalisation ++ and average pooling;
 * with NULL they are NCSNv2's, which normalises in residual blocks only and pools by maxima. */
#pragma once

#include "nn/layers.h"

G_BEGIN_DECLS

typedef struct {
  NcsnNet *net;
  NcsnNode *level; /* from 0 to levels-1; between whole numbers rows are mixed. NULL: NCSNv2 */
  gsize levels;    /* rows of each table */
} NcsnRefine;

/* 3×3 or 1×1 convolution: name.weight and, with bias, name.bias. */
NcsnNode *ncsn_refine_conv (NcsnRefine *refine, const char *name, NcsnNode *x, gsize channels,
                            gsize kernel, gsize dilation, gboolean bias);

/* CIN++ with a row of γ, α, β a level (name.embed.weight (levels, 3C)), or InstanceNorm++ with
 * name.gamma, name.alpha, name.beta; then the activation. */
NcsnNode *ncsn_refine_norm (NcsnRefine *refine, const char *name, NcsnNode *x,
                            NcsnActivation activation);

/* norm, ELU, 3×3 convolution, twice, beside the identity. */
NcsnNode *ncsn_refine_residual (NcsnRefine *refine, const char *name, NcsnNode *x, gsize dilation);

/* The block that changes the channels: with dilation 1 it halves the picture by 2×2 means after the
 * second convolution and after its 1×1 shortcut; with more it keeps the size and its shortcut is a
 * dilated 3×3 convolution. */
NcsnNode *ncsn_refine_residual_down (NcsnRefine *refine, const char *name, NcsnNode *x,
                                     gsize channels, gsize dilation);

/* RefineNet block: residual convolution units for each of n_inputs inputs, their sum at `height` ×
 * `width` (multi-resolution fusion) where there are several, chained residual pooling, and at the
 * end 1 residual unit, or 3 in the last block. */
NcsnNode *ncsn_refine_block (NcsnRefine *refine, const char *name, NcsnNode *const *inputs,
                             guint n_inputs, gsize channels, gboolean last);

G_END_DECLS
