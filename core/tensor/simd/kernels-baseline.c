/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles the inner loops for any x86-64 processor: SSE2 with 16 registers. */
#define NAME ncsn_kernels_baseline
#define LABEL "baseline"
#define LANES 4
#define ROWS 5
#define VECTORS 2
#include "tensor/simd/kernels-template.h"
