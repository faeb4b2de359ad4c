/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles the inner loops for processors with AVX2 and FMA (x86-64-v3), which have 16 registers.
 */
#define NAME ncsn_kernels_avx2
#define LABEL "avx2"
#define LANES 8
#define ROWS 6
#define VECTORS 2
#include "tensor/simd/kernels-template.h"
