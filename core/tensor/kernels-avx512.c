/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops for processors with AVX-512 (x86-64-v4). */
#define NAME ncsn_kernels_avx512
#define LABEL "avx512"
#define ROWS 12
#define VECTORS 2
#include "tensor/kernels-template.h"
