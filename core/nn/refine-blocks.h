/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks of the authors' RefineNets (Song & Ermon 2019, appendix A; Lin et al. 2017), with the
 * authors' parameter names and PyTorch's initial values: U(-1/√fan_in, 1/√fan_in) for weights and
 * biases.
 *
 * Both networks use all blocks. With `level` (N, 1, 1, 1), the index of each picture's noise level,
 * they are those of NCSN: conditional instance normalisation ++ and average pooling. With NULL they
 * are those of NCSNv2 (Song & Ermon 2020), which normalises in residual blocks only and uses
 * maximum pooling. */
#pragma once

#include "nn/layers.h"

G_BEGIN_DECLS

typedef struct {
  NcsnNet *net;
  NcsnNode *level; /* 0 … levels-1; between whole numbers rows are interpolated. NULL: NCSNv2 */
  gsize levels;    /* rows of each table */
} NcsnRefine;

/* 3×3 or 1×1 convolution: name.weight and, with bias, name.bias. */
NcsnNode *ncsn_refine_conv (NcsnRefine *refine, const char *name, NcsnNode *x, gsize channels,
                            gsize kernel, gsize dilation, gboolean bias);

/* CIN++ with γ, α, β per level (name.embed.weight (levels, 3C)), or InstanceNorm++ with name.gamma,
 * name.alpha and name.beta; then the activation. */
NcsnNode *ncsn_refine_norm (NcsnRefine *refine, const char *name, NcsnNode *x,
                            NcsnActivation activation);

/* x plus twice normalisation, ELU and 3×3 convolution. */
NcsnNode *ncsn_refine_residual (NcsnRefine *refine, const char *name, NcsnNode *x, gsize dilation);

/* The residual block that changes the number of channels. With dilation 1 its shortcut is a 1×1
 * convolution, and it halves rows and columns by 2×2 means. With a larger dilation it keeps the
 * size, and its shortcut is a dilated 3×3 convolution. */
NcsnNode *ncsn_refine_residual_down (NcsnRefine *refine, const char *name, NcsnNode *x,
                                     gsize channels, gsize dilation);

/* RefineNet block: residual convolution units for each of n_inputs inputs; for several inputs their
 * sum at the size of the first (multi-resolution fusion); chained residual pooling; and 1 residual
 * unit, or 3 in the last block. */
NcsnNode *ncsn_refine_block (NcsnRefine *refine, const char *name, NcsnNode *const *inputs,
                             guint n_inputs, gsize channels, gboolean last);

G_END_DECLS
