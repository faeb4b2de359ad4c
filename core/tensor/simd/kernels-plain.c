/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles the inner loops in plain C, for processors without a version of their own. */
#define NAME ncsn_kernels_plain
#define LABEL "plain"
#define LANES 1
#define ROWS 4
#define VECTORS 4
#include "tensor/simd/kernels-template.h"
