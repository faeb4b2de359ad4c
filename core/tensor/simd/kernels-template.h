/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bodies of the inner loops (kernels.h). The kernels-*.c files include them, each compiled for
 * one kind of processor, and define:
 *
 * - NAME and LABEL: the variable with the functions, and its name as a string.
 *
 * - LANES: floats of a register; 1 means plain C. Values of a wider type would stay in memory.
 *
 * - ROWS and VECTORS: the matrix product accumulates in ROWS × VECTORS registers. With VECTORS
 *   registers for B and one for A, they should use all registers and not more. VECTORS · LANES
 *   divides 16, the columns of a panel, or is a multiple of it. */
#include "tensor/simd/kernels.h"

#include <string.h>

#if LANES == 1
typedef float Vec;
#else
typedef float Vec __attribute__ ((vector_size (LANES * sizeof (float))));
#endif
/* The same without alignment, for memory only: GCC 14 fails to pass it as an argument on 64-bit
 * ARM. */
typedef Vec Floats __attribute__ ((aligned (4), may_alias));

static inline __attribute__ ((always_inline)) Vec
load (const float *from)
{
  return *(const Floats *)(const void *)from;
}

static inline __attribute__ ((always_inline)) void
store (float *to, Vec v)
{
  *(Floats *)(void *)to = v;
}

/* Loads the first `count` lanes; the others are 0. */
static inline __attribute__ ((always_inline)) Vec
load_some (const float *from, gsize count)
{
  Vec v = {0};

  if (count >= LANES)
    return load (from);
  memcpy (&v, from, count * sizeof (float));
  return v;
}

static inline __attribute__ ((always_inline)) void
store_some (float *to, Vec v, gsize count)
{
  if (count >= LANES)
    store (to, v);
  else
    memcpy (to, &v, count * sizeof (float));
}

/* --- Matrix product ------------------------------------------------------------------------- */

#define PANEL (NCSN_GROUP / LANES) /* registers */

/* The offset of register v's columns from a block's first column, where panels are `panel` floats
 * apart. */
static inline __attribute__ ((always_inline)) gsize
column (int v, gsize panel)
{
  return (gsize)(v / PANEL) * panel + (gsize)(v % PANEL * LANES);
}

/* Computes `rows` rows of C from row `i` on, and `vectors` registers of columns from column `j` on.
 */
static inline __attribute__ ((always_inline)) void
block (const int rows, const int vectors, const NcsnProduct *p, gsize i, gsize j)
{
  const float *a = p->a + i * p->row;
  const float *b = p->b + j / NCSN_GROUP * p->panel + j % NCSN_GROUP;
  const float *add = p->add != NULL ? p->add + i * p->ldc + j : NULL;
  float *c = p->c + i * p->ldc + j;
  gsize k = p->k, row = p->row, step = p->step, line = p->line, panel = p->panel, ldc = p->ldc;
  Vec sum[ROWS][VECTORS];

#pragma GCC unroll 4
  for (int v = 0; v < vectors; v++) {
    Vec first = p->bias != NULL ? load (p->bias + j + v * LANES) : (Vec){0};
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++)
      sum[r][v] = first;
  }
  if (add != NULL)
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++)
        sum[r][v] += load (add + r * ldc + v * LANES);
  for (gsize l = 0; l < k; l++) {
    Vec bl[VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++)
      bl[v] = load (b + l * line + column (v, panel));
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++)
        sum[r][v] += a[r * row + l * step] * bl[v];
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++)
      store (c + r * ldc + v * LANES, sum[r][v]);
}

/* The same for a number of rows that is not a constant. */
static inline __attribute__ ((always_inline)) void
any_block (gsize rows, const int vectors, const NcsnProduct *p, gsize i, gsize j)
{
#define CASE(n)                                                                                    \
  case n:                                                                                          \
    if (n <= ROWS)                                                                                 \
      block (n <= ROWS ? n : 1, vectors, p, i, j);                                                 \
    break;
  switch (rows) {
    CASE (1)
    CASE (2)
    CASE (3)
    CASE (4)
    CASE (5)
    CASE (6)
    CASE (7)
    CASE (8)
    CASE (9)
    CASE (10)
    CASE (11)
    CASE (12)
    CASE (13)
    CASE (14)
  default:
    break;
  }
#undef CASE
}

/* Computes all rows of a few columns. The rows are cut evenly, because a short last block is slow.
 */
static inline __attribute__ ((always_inline)) void
columns (const int vectors, const NcsnProduct *p, gsize j)
{
  gsize blocks = (p->m + ROWS - 1) / ROWS;

  for (gsize i = 0; i < blocks; i++) {
    gsize first = p->m * i / blocks, last = p->m * (i + 1) / blocks;
    any_block (last - first, vectors, p, first, j);
  }
}

static void
multiply (const NcsnProduct *product)
{
  const NcsnProduct p = *product; /* a local copy: the compiler sees that no store changes it */
  gsize j = 0;

  for (; j + VECTORS * LANES <= p.n; j += VECTORS * LANES)
    columns (VECTORS, &p, j);
#if VECTORS * LANES > NCSN_GROUP
  for (; j < p.n; j += NCSN_GROUP)
    columns (PANEL, &p, j);
#endif
}

/* --- One-dimensional transforms, n_in vectors to n_out -------------------------------------- */

static inline __attribute__ ((always_inline)) void
input_line (const Vec *d, Vec *out) /* Bᵀ */
{
  Vec p = d[4] - 4 * d[2], q = d[3] - 4 * d[1], u = d[4] - d[2], v = 2 * (d[3] - d[1]);

  out[0] = 4 * d[0] - 5 * d[2] + d[4];
  out[1] = p + q;
  out[2] = p - q;
  out[3] = u + v;
  out[4] = u - v;
  out[5] = 4 * d[1] - 5 * d[3] + d[5];
}

static inline __attribute__ ((always_inline)) void
output_line (const Vec *m, Vec *out) /* Aᵀ */
{
  Vec a = m[1] + m[2], b = m[1] - m[2], d = m[3] + m[4], e = m[3] - m[4];

  out[0] = m[0] + a + d;
  out[1] = b + 2 * e;
  out[2] = a + 4 * d;
  out[3] = b + 8 * e + m[5];
}

static inline __attribute__ ((always_inline)) void
gradient_line (const Vec *y, Vec *out) /* A */
{
  Vec a = y[0] + y[2], b = y[1] + y[3], d = y[0] + 4 * y[2], e = 2 * y[1] + 8 * y[3];

  out[0] = y[0];
  out[1] = a + b;
  out[2] = a - b;
  out[3] = d + e;
  out[4] = d - e;
  out[5] = y[3];
}

static inline __attribute__ ((always_inline)) void
kernel_line (const Vec *g, Vec *out) /* G */
{
  Vec a = (-1.0f / 6) * (g[0] + g[2]), b = (-1.0f / 6) * g[1];
  Vec d = (1.0f / 24) * g[0] + (1.0f / 6) * g[2], e = (1.0f / 12) * g[1];

  out[0] = 0.25f * g[0];
  out[1] = a + b;
  out[2] = a - b;
  out[3] = d + e;
  out[4] = d - e;
  out[5] = g[2];
}

static inline __attribute__ ((always_inline)) void
kernel_gradient_line (const Vec *u, Vec *out) /* Gᵀ */
{
  Vec a = u[1] + u[2], b = u[2] - u[1], d = u[3] + u[4], e = u[3] - u[4];

  out[0] = 0.25f * u[0] - (1.0f / 6) * a + (1.0f / 24) * d;
  out[1] = (1.0f / 6) * b + (1.0f / 12) * e;
  out[2] = (1.0f / 6) * (d - a) + u[5];
}

/* --- Two-dimensional transforms of a register's channels ------------------------------------ */

#define TILE_SIDE 6 /* rows and columns */

/* The numbers between the pass over columns and the pass over rows. They are in memory on purpose:
 * the registers do not hold all of them, and a compiler would spill and reload them repeatedly. */
typedef struct {
  Vec v[TILE_SIDE][TILE_SIDE];
} Square __attribute__ ((aligned (64)));

/* Computes M X by columns, where `line` multiplies by M, from n_in to n_out numbers. Element (i, j)
 * of X is at x + i·row + j·column. */
static inline __attribute__ ((always_inline)) void
first_pass (void (*line) (const Vec *in, Vec *out), const int n_in, const int n_out, const float *x,
            gsize row, gsize column, Square *half)
{
#pragma GCC unroll 6
  for (int j = 0; j < n_in; j++) {
    Vec in[TILE_SIDE], to[TILE_SIDE];
#pragma GCC unroll 6
    for (int i = 0; i < n_in; i++)
      in[i] = load (x + (gsize)i * row + (gsize)j * column);
    line (in, to);
#pragma GCC unroll 6
    for (int i = 0; i < n_out; i++)
      half->v[i][j] = to[i];
  }
}

/* Stores (M X) Mᵀ in places i·n_out + j of a tile. */
static inline __attribute__ ((always_inline)) void
second_pass (void (*line) (const Vec *in, Vec *out), const int n_out, const Square *half,
             float *tile, gsize places)
{
#pragma GCC unroll 1
  for (int i = 0; i < n_out; i++) {
    Vec to[TILE_SIDE];
    line (half->v[i], to);
#pragma GCC unroll 6
    for (int j = 0; j < n_out; j++)
      store (tile + (gsize)(i * n_out + j) * places, to[j]);
  }
}

/* Whether all side × side pixels of a patch exist. */
static inline __attribute__ ((always_inline)) gboolean
is_whole (const NcsnPatch *patch, int side)
{
  return patch->first_row == 0 && patch->last_row == side && patch->first_column == 0 &&
         patch->last_column == side;
}

/* Loads the side × side pixels of a patch, and 0 for those that do not exist. */
static inline void
load_patch (const float *pixels, const NcsnPatch *patch, int side, gsize count, Square *square)
{
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++) {
      gboolean exists = i >= patch->first_row && i < patch->last_row && j >= patch->first_column &&
                        j < patch->last_column;
      square->v[i][j] =
          exists ? load_some (pixels + (gsize)i * patch->row + (gsize)j * patch->column, count)
                 : (Vec){0};
    }
}

/* The number of channels from `c` on, of `count` in all. */
static inline gsize
left (gsize count, gsize c)
{
  return count > c ? count - c : 0;
}

/* Stores M d Mᵀ of a patch's channels in 6 × 6 places; channels that fill up a group are 0. */
static inline __attribute__ ((always_inline)) void
transform_patch (void (*line) (const Vec *in, Vec *out), const int side, const float *pixels,
                 const NcsnPatch *patch, gsize count, float *tile, gsize places)
{
  gboolean whole = is_whole (patch, side);
  Square square, half;

  for (gsize c = 0; c < ncsn_whole_groups (count); c += LANES) {
    if (whole && c + LANES <= count) {
      first_pass (line, side, TILE_SIDE, pixels + c, patch->row, patch->column, &half);
    } else {
      load_patch (pixels + c, patch, side, left (count, c), &square);
      first_pass (line, side, TILE_SIDE, (const float *)&square, TILE_SIDE * LANES, LANES, &half);
    }
    second_pass (line, TILE_SIDE, &half, tile + c, places);
  }
}

static void
transform_input (const float *x, NcsnPatch patch, gsize count, float *tile, gsize places)
{
  transform_patch (input_line, 6, x, &patch, count, tile, places);
}

static void
transform_gradient (const float *dy, NcsnPatch patch, gsize count, float *tile, gsize places)
{
  transform_patch (gradient_line, 4, dy, &patch, count, tile, places);
}

/* Writes the first `pixels` outputs of a row. */
static inline __attribute__ ((always_inline)) void
put_row (const Vec *out, int pixels, gsize count, Vec bias, const float *add, float *y,
         gsize column)
{
#pragma GCC unroll 4
  for (int j = 0; j < 4; j++) {
    if (j >= pixels)
      continue;
    Vec value = out[j] + bias;
    if (add != NULL)
      value += load_some (add + (gsize)j * column, count);
    store_some (y + (gsize)j * column, value, count);
  }
}

static inline __attribute__ ((always_inline)) void
output_channels (const float *tile, gsize places, gsize count, const float *bias, const float *add,
                 float *y, const NcsnPatch *patch)
{
  Vec b = bias != NULL ? load_some (bias, count) : (Vec){0};
  Square half;

  first_pass (output_line, 6, 4, tile, 6 * places, places, &half);
#pragma GCC unroll 1
  for (int i = 0; i < patch->last_row; i++) {
    Vec out[4];
    output_line (half.v[i], out);
    gsize row = (gsize)i * patch->row;
    put_row (out, patch->last_column, count, b, add != NULL ? add + row : NULL, y + row,
             patch->column);
  }
}

static void
transform_output (const float *tile, gsize places, gsize count, const float *bias, const float *add,
                  float *y, NcsnPatch patch)
{
  const NcsnPatch wide = {patch.row, patch.column, 0, patch.last_row, 0, 4};

  for (gsize c = 0; c < count; c += LANES) {
    const float *b = bias != NULL ? bias + c : NULL, *a = add != NULL ? add + c : NULL;
    if (count - c >= LANES && patch.last_column == 4)
      output_channels (tile + c, places, LANES, b, a, y + c, &wide);
    else
      output_channels (tile + c, places, count - c, b, a, y + c, &patch);
  }
}

/* Computes rows a and b of G g Gᵀ, which share most of their sums. The numbers of two rows fit in
 * the registers. */
static inline __attribute__ ((always_inline)) void
kernel_rows (const int a, const int b, const float *g, gsize step, float *u, gsize places)
{
  Vec half[2][3];

#pragma GCC unroll 3
  for (int j = 0; j < 3; j++) {
    Vec in[3], to[TILE_SIDE];
#pragma GCC unroll 3
    for (int i = 0; i < 3; i++)
      in[i] = load (g + (gsize)(3 * i + j) * step);
    kernel_line (in, to);
    half[0][j] = to[a];
    half[1][j] = to[b];
  }
#pragma GCC unroll 2
  for (int r = 0; r < (a == b ? 1 : 2); r++) {
    Vec to[TILE_SIDE];
    kernel_line (half[r], to);
#pragma GCC unroll 6
    for (int j = 0; j < TILE_SIDE; j++)
      store (u + (gsize)((r ? b : a) * TILE_SIDE + j) * places, to[j]);
  }
}

static void
transform_kernel (const float *w, gsize taps, gsize count, float *u, gsize places, gsize panel)
{
  for (gsize c = 0; c < ncsn_whole_groups (count); c += LANES) {
    float *to = u + c / NCSN_GROUP * panel + c % NCSN_GROUP;
    Square square;
    const float *from = w + c;
    gsize step = taps;
    if (c + LANES > count) {
      for (int t = 0; t < 9; t++)
        square.v[t / 6][t % 6] = load_some (from + (gsize)t * taps, left (count, c));
      from = (const float *)&square;
      step = LANES;
    }
    kernel_rows (0, 0, from, step, to, places);
    kernel_rows (1, 2, from, step, to, places);
    kernel_rows (3, 4, from, step, to, places);
    kernel_rows (5, 5, from, step, to, places);
  }
}

static void
transform_kernel_gradient (const float *du, gsize places, gsize count, float *dw, gsize taps)
{
  for (gsize c = 0; c < count; c += LANES) {
    Square half;
    first_pass (kernel_gradient_line, 6, 3, du + c, 6 * places, places, &half);
#pragma GCC unroll 1
    for (int i = 0; i < 3; i++) {
      Vec g[3];
      kernel_gradient_line (half.v[i], g);
#pragma GCC unroll 3
      for (int j = 0; j < 3; j++) {
        float *to = dw + (gsize)(3 * i + j) * taps + c;
        store_some (to, load_some (to, count - c) + g[j], count - c);
      }
    }
  }
}

/* --- Distance of patches --------------------------------------------------------------------- */

static inline __attribute__ ((always_inline)) float
sum_lanes (Vec v)
{
  float lanes[LANES];

  store (lanes, v);
#pragma GCC unroll 4
  for (int half = LANES / 2; half > 0; half /= 2)
#pragma GCC unroll 8
    for (int k = 0; k < half; k++)
      lanes[k] += lanes[k + half];
  return lanes[0];
}

/* 1 in the first `count` % LANES lanes and 0 elsewhere. */
static inline __attribute__ ((always_inline)) Vec
rest_of (gsize count)
{
  static const float ones[2 * NCSN_GROUP] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

  return load (ones + NCSN_GROUP - count % LANES);
}

static float
distance (const float *a, gsize row_a, const float *b, gsize row_b, gsize rows, gsize count,
          float limit)
{
  const Vec rest = rest_of (count);
  Vec sum = {0};

  for (gsize i = 0; i < rows; i++, a += row_a, b += row_b) {
    gsize k = 0;

    for (; k + LANES <= count; k += LANES) {
      const Vec d = load (a + k) - load (b + k);
      sum += d * d;
    }
    if (k < count) {
      const Vec d = (load (a + k) - load (b + k)) * rest;
      sum += d * d;
    }
    if (i == rows / 2 && sum_lanes (sum) >= limit)
      break;
  }
  return sum_lanes (sum);
}

extern const NcsnKernels NAME;
const NcsnKernels NAME = {
    .name = LABEL,
    .multiply = multiply,
    .transform_input = transform_input,
    .transform_output = transform_output,
    .transform_gradient = transform_gradient,
    .transform_kernel = transform_kernel,
    .transform_kernel_gradient = transform_kernel_gradient,
    .distance = distance,
};
