/* The bodies of the inner loops: included once for each kind of processor with NAME, ROWS and
 * VECTORS defined, by files that are compiled for it. ROWS × VECTORS groups are the accumulators of
 * the matrix product; they should fill the registers and not more. */
#include "tensor/kernels.h"

#include <string.h>

/* Nothing of this type crosses a real call: everything is inlined. */
#pragma GCC diagnostic ignored "-Wpsabi"

typedef float Vec __attribute__ ((vector_size (64), aligned (4), may_alias));

static inline __attribute__ ((always_inline)) Vec
load (const float *from)
{
  return *(const Vec *)(const void *)from;
}

static inline __attribute__ ((always_inline)) void
store (float *to, Vec v)
{
  *(Vec *)(void *)to = v;
}

/* The first `count` channels of a group. */
static inline __attribute__ ((always_inline)) Vec
load_some (const float *from, gsize count)
{
  Vec v = {0};

  if (count >= NCSN_GROUP)
    return load (from);
  memcpy (&v, from, count * sizeof (float));
  return v;
}

static inline __attribute__ ((always_inline)) void
store_some (float *to, Vec v, gsize count)
{
  if (count >= NCSN_GROUP)
    store (to, v);
  else
    memcpy (to, &v, count * sizeof (float));
}

/* --- Matrix product ------------------------------------------------------------------------- */

static inline __attribute__ ((always_inline)) void
block (const int rows, const int vectors, gsize k, const float *a, gsize row, gsize step,
       const float *b, gsize line, gsize panel, gboolean accumulate, float *c, gsize ldc)
{
  Vec sum[ROWS][VECTORS];

#pragma GCC unroll 16
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++)
      sum[r][v] = accumulate ? load (c + r * ldc + v * NCSN_GROUP) : (Vec){0};
  for (gsize l = 0; l < k; l++) {
    Vec bl[VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++)
      bl[v] = load (b + l * line + v * panel);
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
      store (c + r * ldc + v * NCSN_GROUP, sum[r][v]);
}

/* The same for a number of rows known only when it runs. */
static inline __attribute__ ((always_inline)) void
any_block (gsize rows, const int vectors, gsize k, const float *a, gsize row, gsize step,
           const float *b, gsize line, gsize panel, gboolean accumulate, float *c, gsize ldc)
{
#define CASE(n)                                                                                    \
  case n:                                                                                          \
    if (n <= ROWS)                                                                                 \
      block (n <= ROWS ? n : 1, vectors, k, a, row, step, b, line, panel, accumulate, c, ldc);     \
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

/* All rows for one or a few panels; the rows are cut evenly, for a last short block is slow. */
static inline __attribute__ ((always_inline)) void
panels (const int vectors, gsize m, gsize k, const float *a, gsize row, gsize step, const float *b,
        gsize line, gsize panel, gboolean accumulate, float *c, gsize ldc)
{
  gsize blocks = (m + ROWS - 1) / ROWS;

  for (gsize i = 0; i < blocks; i++) {
    gsize first = m * i / blocks, last = m * (i + 1) / blocks;
    any_block (last - first, vectors, k, a + first * row, row, step, b, line, panel, accumulate,
               c + first * ldc, ldc);
  }
}

static void
multiply (gsize m, gsize n, gsize k, const float *a, gsize row, gsize step, const float *b,
          gsize line, gsize panel, gboolean accumulate, float *c, gsize ldc)
{
  gsize count = n / NCSN_GROUP, p = 0;

  for (; p + VECTORS <= count; p += VECTORS)
    panels (VECTORS, m, k, a, row, step, b + p * panel, line, panel, accumulate, c + p * NCSN_GROUP,
            ldc);
  for (; p < count; p++)
    panels (1, m, k, a, row, step, b + p * panel, line, panel, accumulate, c + p * NCSN_GROUP, ldc);
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

/* --- Two-dimensional transforms of a group of channels -------------------------------------- */

#define MOST 6 /* rows and columns */

/* M X Mᵀ: `line` is M, from n_in to n_out vectors; x and out are row-major. */
static inline __attribute__ ((always_inline)) void
both_ways (void (*line) (const Vec *in, Vec *out), const int n_in, const int n_out, const Vec *x,
           Vec *out)
{
  Vec columns[MOST][MOST]; /* row i of M X */

#pragma GCC unroll 6
  for (int j = 0; j < n_in; j++) {
    Vec in[MOST], to[MOST];
#pragma GCC unroll 6
    for (int i = 0; i < n_in; i++)
      in[i] = x[i * n_in + j];
    line (in, to);
#pragma GCC unroll 6
    for (int i = 0; i < n_out; i++)
      columns[i][j] = to[i];
  }
#pragma GCC unroll 6
  for (int i = 0; i < n_out; i++)
    line (columns[i], out + i * n_out);
}

static inline __attribute__ ((always_inline)) void
load_places (const float *tile, gsize places, Vec *v)
{
#pragma GCC unroll 36
  for (int p = 0; p < 36; p++)
    v[p] = load (tile + (gsize)p * places);
}

static inline __attribute__ ((always_inline)) void
store_places (float *tile, gsize places, const Vec *v)
{
#pragma GCC unroll 36
  for (int p = 0; p < 36; p++)
    store (tile + (gsize)p * places, v[p]);
}

/* The side × side pixels of a patch, 0 where they are not there. */
static inline __attribute__ ((always_inline)) void
load_patch (const float *pixels, const NcsnPatch *patch, const int side, gsize count, Vec *v)
{
#pragma GCC unroll 6
  for (int i = 0; i < side; i++)
#pragma GCC unroll 6
    for (int j = 0; j < side; j++) {
      gboolean there = i >= patch->first_row && i < patch->last_row && j >= patch->first_column &&
                       j < patch->last_column;
      v[i * side + j] =
          there ? load_some (pixels + (gsize)i * patch->row + (gsize)j * patch->column, count)
                : (Vec){0};
    }
}

static inline __attribute__ ((always_inline)) void
input_group (const float *x, const NcsnPatch *patch, gsize count, float *tile, gsize places)
{
  Vec d[36], v[36];

  load_patch (x, patch, 6, count, d);
  both_ways (input_line, 6, 6, d, v);
  store_places (tile, places, v);
}

static void
transform_input (const float *x, NcsnPatch patch, gsize count, float *tile, gsize places)
{
  const NcsnPatch whole = {patch.row, patch.column, 0, 6, 0, 6};
  gboolean inside = patch.first_row == 0 && patch.last_row == 6 && patch.first_column == 0 &&
                    patch.last_column == 6;
  gsize c = 0;

  for (; inside && c + NCSN_GROUP <= count; c += NCSN_GROUP)
    input_group (x + c, &whole, NCSN_GROUP, tile + c, places);
  for (; c < count; c += NCSN_GROUP)
    input_group (x + c, &patch, count - c, tile + c, places);
}

static inline __attribute__ ((always_inline)) void
output_group (const float *tile, gsize places, gsize count, const float *bias, gboolean accumulate,
              float *y, const NcsnPatch *patch)
{
  Vec m[36], out[16], b = bias ? load_some (bias, count) : (Vec){0};

  load_places (tile, places, m);
  both_ways (output_line, 6, 4, m, out);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      float *to = y + (gsize)i * patch->row + (gsize)j * patch->column;
      if (i >= patch->last_row || j >= patch->last_column)
        continue;
      Vec value = out[4 * i + j] + b;
      if (accumulate)
        value += load_some (to, count);
      store_some (to, value, count);
    }
}

static void
transform_output (const float *tile, gsize places, gsize count, const float *bias,
                  gboolean accumulate, float *y, NcsnPatch patch)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP)
    output_group (tile + c, places, count - c, bias ? bias + c : NULL, accumulate, y + c, &patch);
}

static void
transform_gradient (const float *dy, NcsnPatch patch, gsize count, float *tile, gsize places)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP) {
    Vec d[16], v[36];
    load_patch (dy + c, &patch, 4, count - c, d);
    both_ways (gradient_line, 4, 6, d, v);
    store_places (tile + c, places, v);
  }
}

static void
transform_kernel (const float *w, gsize taps, gsize count, float *u, gsize places, gsize panel)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP, u += panel) {
    Vec g[9], v[36];
#pragma GCC unroll 9
    for (int t = 0; t < 9; t++)
      g[t] = load_some (w + (gsize)t * taps + c, count - c);
    both_ways (kernel_line, 3, 6, g, v);
    store_places (u, places, v);
  }
}

static void
transform_kernel_gradient (const float *du, gsize places, gsize count, float *dw, gsize taps)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP) {
    Vec u[36], g[9];
    load_places (du + c, places, u);
    both_ways (kernel_gradient_line, 6, 3, u, g);
#pragma GCC unroll 9
    for (int t = 0; t < 9; t++) {
      float *to = dw + (gsize)t * taps + c;
      store_some (to, load_some (to, count - c) + g[t], count - c);
    }
  }
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
};
