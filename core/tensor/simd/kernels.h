/* The inner loops of convolution, compiled for several kinds of processor; one build has them all
 * and takes the best that the processor at hand can run.
 *
 * Channels go in groups of 16 (a register of AVX-512, two of AVX2, four of SSE2 and NEON); arrays
 * that these functions make are padded to whole groups. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_GROUP 16 /* channels */

/* `channels` rounded up to whole groups. */
static inline gsize
ncsn_whole_groups (gsize channels)
{
  return (channels + NCSN_GROUP - 1) / NCSN_GROUP * NCSN_GROUP;
}

/* 6×6 or 4×4 pixels of an array of channels: the one at row i and column j lies at pixels + i·row +
 * j·column, and is there only for first_row ≤ i < last_row and first_column ≤ j < last_column;
 * others read as 0 and are not written. */
typedef struct {
  gsize row, column; /* floats */
  int first_row, last_row, first_column, last_column;
} NcsnPatch;

/* C (m × n) = A B, and what else is added to it: A is m × k, B is k × n. */
typedef struct {
  gsize m, n, k; /* n is a multiple of 16 */
  const float *a;
  gsize row, step; /* element (i, l) at a[i·row + l·step] */
  const float *b;
  gsize line,
      panel; /* columns in panels of 16: element (l, j) at b[(j/16)·panel + l·line + j%16] */
  float *c;
  gsize ldc;         /* floats from one row of C to the next */
  const float *bias; /* n floats added to every row, or NULL */
  const float *add;  /* laid out as C and added to it, or NULL; may be C */
} NcsnProduct;

typedef struct {
  const char *name;

  /* Every element is one sum over l in order, beginning with what is added, however the work is
   * cut.
   */
  void (*multiply) (const NcsnProduct *product);

  /* The transforms of minimal filtering (conv-winograd.c), each on `count` channels. Place p (0 …
   * 35) of a transformed tile lies at tile + p·places. */
  void (*transform_input) (const float *x, NcsnPatch patch, gsize count, float *tile,
                           gsize places); /* Bᵀ d B; 6×6 */
  /* Aᵀ m A + bias + add; 4×4. add: laid out as y, may be y; it and bias may be NULL. */
  void (*transform_output) (const float *tile, gsize places, gsize count, const float *bias,
                            const float *add, float *y, NcsnPatch patch);
  void (*transform_gradient) (const float *dy, NcsnPatch patch, gsize count, float *tile,
                              gsize places); /* A dY Aᵀ; 4×4 */
  /* G g Gᵀ: tap t of the kernel at w + t·taps, `count` output channels; groups lie `panel` floats
   * apart in the result. */
  void (*transform_kernel) (const float *w, gsize taps, gsize count, float *u, gsize places,
                            gsize panel);
  /* dw += Gᵀ du G, laid out likewise with whole rows of output channels in du. */
  void (*transform_kernel_gradient) (const float *du, gsize places, gsize count, float *dw,
                                     gsize taps);
} NcsnKernels;

/* Those of the best kind that this processor has, or of the kind that the environment variable
 * NCSN_SIMD names, if it has that: on x86-64 "avx512", "avx2" (with FMA) or "baseline" (SSE2), on
 * 64-bit ARM "neon", and everywhere "plain". */
const NcsnKernels *ncsn_kernels (void);

G_END_DECLS
