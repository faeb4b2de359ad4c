/* Products of matrices of any shape and layout, by the inner loops of kernels.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Element (i, j) is at[i·row + j·column]. */
typedef struct {
  const float *at;
  gsize row, column; /* floats; exchanged, they make the transpose */
} NcsnMatrix;

/* Floats of scratch memory that ncsn_product () needs for A with m rows and k columns. */
gsize ncsn_product_scratch (gsize m, gsize k);

/* C = A B, or C += A B with `add`: A is m × k, B is k × n, and C's rows are n floats that lie `ldc`
 * apart. Every element is one sum over k in order. C may not overlap A and B. */
void ncsn_product (gsize m, gsize n, gsize k, NcsnMatrix a, NcsnMatrix b, gboolean add, float *c,
                   gsize ldc, float *scratch);

G_END_DECLS
