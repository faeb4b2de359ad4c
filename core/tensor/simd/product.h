/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of matrices of any shape and layout, by the matrix product of kernels.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A matrix whose element (i, j) is at[i·row + j·column]. */
typedef struct {
  const float *at;
  gsize row, column; /* floats; exchanging them gives the transpose */
} NcsnMatrix;

/* Floats of scratch memory that ncsn_product () needs for A with m rows and k columns. */
gsize ncsn_product_scratch (gsize m, gsize k);

/* C = A B, or C += A B with `add`: A is m × k, B is k × n, and C's rows of n floats are
 * `ldc` floats apart. Every element is one sum in the order of k. C must not overlap A and B.
 * scratch: ncsn_product_scratch (m, k) floats. */
void ncsn_product (gsize m, gsize n, gsize k, NcsnMatrix a, NcsnMatrix b, gboolean add, float *c,
                   gsize ldc, float *scratch);

G_END_DECLS
