/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles the inner loops for processors with AVX-512 (x86-64-v4), which have 32 registers. */
#define NAME ncsn_kernels_avx512
#define LABEL "avx512"
#define LANES 16
#define ROWS 12
#define VECTORS 2
#include "tensor/simd/kernels-template.h"
