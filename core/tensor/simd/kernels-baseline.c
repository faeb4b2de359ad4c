/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops for any processor of this build's kind: SSE2's 16 registers. */
#define NAME ncsn_kernels_baseline
#define LABEL "baseline"
#define LANES 4
#define ROWS 5
#define VECTORS 2
#include "tensor/simd/kernels-template.h"
