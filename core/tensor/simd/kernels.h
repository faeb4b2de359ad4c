/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of convolution: the matrix product and the transforms of minimal filtering. They
 * are compiled for several kinds of processor; a build has all of them and uses the best that the
 * processor can run.
 *
 * Channels are processed in groups of 16 (one register of AVX-512, two of AVX2, four of SSE2 and
 * NEON). Arrays that these functions write are padded to whole groups. */
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

/* 6×6 or 4×4 pixels of an array. The pixel in row i and column j is at pixels + i·row + j·column.
 * It exists only for first_row ≤ i < last_row and first_column ≤ j < last_column; other pixels are
 * read as 0 and not written. */
typedef struct {
  gsize row, column; /* floats */
  int first_row, last_row, first_column, last_column;
} NcsnPatch;

/* C = A B + bias + add, where A is m × k and B is k × n. */
typedef struct {
  gsize m, n, k; /* n is a multiple of 16 */
  const float *a;
  gsize row, step; /* element (i, l) at a[i·row + l·step] */
  const float *b;
  gsize line, panel; /* element (l, j) at b[(j/16)·panel + l·line + j%16]: panels of 16 columns */
  float *c;
  gsize ldc;         /* floats from one row of C to the next */
  const float *bias; /* n floats added to every row, or NULL */
  const float *add;  /* laid out as C and added to it, or NULL; may be C */
} NcsnProduct;

typedef struct {
  const char *name;

  /* Every element is one sum: bias and add first, then the products in the order of l. It does not
   * depend on how the work is cut. */
  void (*multiply) (const NcsnProduct *product);

  /* The transforms of minimal filtering (conv-winograd.c), each on `count` channels. Place p (0 …
   * 35) of a transformed tile is at tile + p·places. */

  /* Bᵀ d B of a 6×6 patch d. */
  void (*transform_input) (const float *x, NcsnPatch patch, gsize count, float *tile, gsize places);

  /* y = Aᵀ m A + bias + add, a 4×4 patch. add: laid out as y, and may be y; add and bias may be
   * NULL. */
  void (*transform_output) (const float *tile, gsize places, gsize count, const float *bias,
                            const float *add, float *y, NcsnPatch patch);

  /* A dY Aᵀ of a 4×4 patch dY. */
  void (*transform_gradient) (const float *dy, NcsnPatch patch, gsize count, float *tile,
                              gsize places);

  /* u = G g Gᵀ of `count` output channels. Tap t of the kernel g is at w + t·taps; groups are
   * `panel` floats apart in u. */
  void (*transform_kernel) (const float *w, gsize taps, gsize count, float *u, gsize places,
                            gsize panel);

  /* dw += Gᵀ du G, for `count` output channels. Tap t is at dw + t·taps; the channels of du are
   * contiguous. */
  void (*transform_kernel_gradient) (const float *du, gsize places, gsize count, float *dw,
                                     gsize taps);

  /* Σ (a - b)² over `rows` rows of `count` floats that are row_a and row_b floats apart, or any
   * number from `limit` on as soon as the sum is known to reach it. NCSN_GROUP floats beyond each
   * row must be readable and finite; they do not count. */
  float (*distance) (const float *a, gsize row_a, const float *b, gsize row_b, gsize rows,
                     gsize count, float limit);
} NcsnKernels;

/* The inner loops for the best kind that this processor supports, or for the kind that the
 * environment variable NCSN_SIMD names, if the processor supports it: "avx512", "avx2" (with FMA)
 * or "baseline" (SSE2) on x86-64, "neon" on 64-bit ARM, and "plain" on any processor. */
const NcsnKernels *ncsn_kernels (void);

G_END_DECLS
