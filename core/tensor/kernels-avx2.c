/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops for processors with AVX2 and FMA (x86-64-v3). */
#define NAME ncsn_kernels_avx2
#define LABEL "avx2"
#define ROWS 6
#define VECTORS 1
#include "tensor/kernels-template.h"
