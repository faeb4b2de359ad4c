/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops for any processor. */
#define NAME ncsn_kernels_baseline
#define LABEL "baseline"
#define ROWS 2
#define VECTORS 1
#include "tensor/kernels-template.h"
