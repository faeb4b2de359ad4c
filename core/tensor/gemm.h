/* Matrix products, row-major, on OpenBLAS. */
#pragma once

#include <cblas.h>
#include <glib.h>

G_BEGIN_DECLS

/* C (m × n) = A B + beta C. ta: A is stored as k × m; tb: B is stored as n × k. lda, ldb, ldc:
 * floats from one stored row to the next. */
static inline void
ncsn_gemm (gboolean ta, gboolean tb, gsize m, gsize n, gsize k, const float *a, gsize lda,
           const float *b, gsize ldb, float beta, float *c, gsize ldc)
{
  cblas_sgemm (CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans,
               (blasint)m, (blasint)n, (blasint)k, 1.0f, a, (blasint)lda, b, (blasint)ldb, beta, c,
               (blasint)ldc);
}

G_END_DECLS
