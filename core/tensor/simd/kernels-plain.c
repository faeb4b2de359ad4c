/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops in plain C, for processors that nobody has looked at. */
#define NAME ncsn_kernels_plain
#define LABEL "plain"
#define LANES 1
#define ROWS 4
#define VECTORS 4
#include "tensor/simd/kernels-template.h"
