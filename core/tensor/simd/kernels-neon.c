/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles the inner loops for 64-bit ARM: NEON with 32 registers. */
#define NAME ncsn_kernels_neon
#define LABEL "neon"
#define LANES 4
#define ROWS 6
#define VECTORS 4
#include "tensor/simd/kernels-template.h"
