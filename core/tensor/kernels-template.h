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

/* A pixel of a patch, 0 where it is not there. */
static inline __attribute__ ((always_inline)) Vec
pixel (const float *pixels, const NcsnPatch *patch, int i, int j, gsize count)
{
  if (i < patch->first_row || i >= patch->last_row || j < patch->first_column ||
      j >= patch->last_column)
    return (Vec){0};
  return load_some (pixels + (gsize)i * patch->row + (gsize)j * patch->column, count);
}

static inline __attribute__ ((always_inline)) void
input_group (const float *x, const NcsnPatch *patch, gsize count, float *tile, gsize places)
{
  Vec t[6][6]; /* transposed: columns first */

#pragma GCC unroll 6
  for (int j = 0; j < 6; j++) {
    Vec d[6];
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
      d[i] = pixel (x, patch, i, j, count);
    Vec out[6];
    input_line (d, out);
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
      t[i][j] = out[i];
  }
#pragma GCC unroll 6
  for (int i = 0; i < 6; i++) {
    Vec out[6];
    input_line (t[i], out);
#pragma GCC unroll 6
    for (int j = 0; j < 6; j++)
      store (tile + (gsize)(6 * i + j) * places, out[j]);
  }
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
put_pixel (float *y, Vec value, Vec bias, gboolean accumulate, gsize count)
{
  value += bias;
  if (accumulate)
    value += load_some (y, count);
  store_some (y, value, count);
}

static inline __attribute__ ((always_inline)) void
output_group (const float *tile, gsize places, gsize count, const float *bias, gboolean accumulate,
              float *y, const NcsnPatch *patch)
{
  Vec t[4][6], b = bias ? load_some (bias, count) : (Vec){0};

#pragma GCC unroll 6
  for (int j = 0; j < 6; j++) {
    Vec m[6], out[4];
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
      m[i] = load (tile + (gsize)(6 * i + j) * places);
    output_line (m, out);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
      t[i][j] = out[i];
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    Vec out[4];
    if (i >= patch->last_row)
      break;
    output_line (t[i], out);
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++)
      if (j < patch->last_column)
        put_pixel (y + (gsize)i * patch->row + (gsize)j * patch->column, out[j], b, accumulate,
                   count);
  }
}

static void
transform_output (const float *tile, gsize places, gsize count, const float *bias,
                  gboolean accumulate, float *y, NcsnPatch patch)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP)
    output_group (tile + c, places, count - c, bias ? bias + c : NULL, accumulate, y + c, &patch);
}

static inline __attribute__ ((always_inline)) void
gradient_group (const float *dy, const NcsnPatch *patch, gsize count, float *tile, gsize places)
{
  Vec t[6][4];

#pragma GCC unroll 4
  for (int j = 0; j < 4; j++) {
    Vec d[4], out[6];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
      d[i] = pixel (dy, patch, i, j, count);
    gradient_line (d, out);
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
      t[i][j] = out[i];
  }
#pragma GCC unroll 6
  for (int i = 0; i < 6; i++) {
    Vec out[6];
    gradient_line (t[i], out);
#pragma GCC unroll 6
    for (int j = 0; j < 6; j++)
      store (tile + (gsize)(6 * i + j) * places, out[j]);
  }
}

static void
transform_gradient (const float *dy, NcsnPatch patch, gsize count, float *tile, gsize places)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP)
    gradient_group (dy + c, &patch, count - c, tile + c, places);
}

static inline __attribute__ ((always_inline)) void
kernel_group (const float *w, gsize taps, gsize count, float *u, gsize places)
{
  Vec t[6][3];

#pragma GCC unroll 3
  for (int j = 0; j < 3; j++) {
    Vec g[3], out[6];
#pragma GCC unroll 3
    for (int i = 0; i < 3; i++)
      g[i] = load_some (w + (gsize)(3 * i + j) * taps, count);
    kernel_line (g, out);
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
      t[i][j] = out[i];
  }
#pragma GCC unroll 6
  for (int i = 0; i < 6; i++) {
    Vec out[6];
    kernel_line (t[i], out);
#pragma GCC unroll 6
    for (int j = 0; j < 6; j++)
      store (u + (gsize)(6 * i + j) * places, out[j]);
  }
}

static void
transform_kernel (const float *w, gsize taps, gsize count, float *u, gsize places, gsize panel)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP, u += panel)
    kernel_group (w + c, taps, count - c, u, places);
}

static inline __attribute__ ((always_inline)) void
kernel_gradient_group (const float *du, gsize places, gsize count, float *dw, gsize taps)
{
  Vec t[3][6];

#pragma GCC unroll 6
  for (int j = 0; j < 6; j++) {
    Vec u[6], out[3];
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
      u[i] = load (du + (gsize)(6 * i + j) * places);
    kernel_gradient_line (u, out);
#pragma GCC unroll 3
    for (int i = 0; i < 3; i++)
      t[i][j] = out[i];
  }
#pragma GCC unroll 3
  for (int i = 0; i < 3; i++) {
    Vec out[3];
    kernel_gradient_line (t[i], out);
#pragma GCC unroll 3
    for (int j = 0; j < 3; j++) {
      float *to = dw + (gsize)(3 * i + j) * taps;
      store_some (to, load_some (to, count) + out[j], count);
    }
  }
}

static void
transform_kernel_gradient (const float *du, gsize places, gsize count, float *dw, gsize taps)
{
  for (gsize c = 0; c < count; c += NCSN_GROUP)
    kernel_gradient_group (du + c, places, count - c, dw + c, taps);
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
