/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes matrix products of any layout, one strip of columns at a time. B's strip is copied into
 * panels, which stay in the core's caches. If the strip does not fill its panels, the result is
 * computed in scratch memory and copied. */
#include "tensor/simd/product.h"

#include <string.h>

#include "tensor/simd/kernels.h"

#define STRIP (2 * NCSN_GROUP) /* columns: as many as the widest registers process at once */

gsize
ncsn_product_scratch (gsize m, gsize k)
{
  return (m + k) * STRIP;
}

/* Copies `columns` columns of B into a panel, and zeros for those that are missing. */
static void
pack_panel (NcsnMatrix b, gsize k, gsize columns, float *panel)
{
  if (columns < NCSN_GROUP)
    memset (panel, 0, k * NCSN_GROUP * sizeof (float));
  if (b.column == 1)
    for (gsize l = 0; l < k; l++)
      memcpy (panel + l * NCSN_GROUP, b.at + l * b.row, columns * sizeof (float));
  else
    for (gsize j = 0; j < columns; j++)
      for (gsize l = 0; l < k; l++)
        panel[l * NCSN_GROUP + j] = b.at[l * b.row + j * b.column];
}

/* Copies or adds rows of `padded` floats to rows of `count` floats, `ld` apart. */
static void
put_rows (const float *from, gsize padded, gsize rows, gsize count, gboolean add, float *to,
          gsize ld)
{
  for (gsize r = 0; r < rows; r++)
    for (gsize j = 0; j < count; j++)
      to[r * ld + j] = from[r * padded + j] + (add ? to[r * ld + j] : 0.0f);
}

/* Computes the columns of C that belong to one strip of B. */
static void
multiply_strip (const NcsnProduct *whole, NcsnMatrix b, gsize columns, gboolean add, float *scratch)
{
  NcsnProduct strip = *whole;
  float *aside = scratch + whole->k * STRIP;

  strip.n = ncsn_whole_groups (columns);
  for (gsize j = 0; j < columns; j += NCSN_GROUP) {
    NcsnMatrix panel = {b.at + j * b.column, b.row, b.column};
    pack_panel (panel, whole->k, MIN (NCSN_GROUP, columns - j), scratch + j * whole->k);
  }
  if (strip.n == columns) {
    strip.add = add ? strip.c : NULL;
    ncsn_kernels ()->multiply (&strip);
    return;
  }
  strip.c = aside;
  strip.ldc = strip.n;
  ncsn_kernels ()->multiply (&strip);
  put_rows (aside, strip.n, whole->m, columns, add, whole->c, whole->ldc);
}

void
ncsn_product (gsize m, gsize n, gsize k, NcsnMatrix a, NcsnMatrix b, gboolean add, float *c,
              gsize ldc, float *scratch)
{
  for (gsize j = 0; j < n; j += STRIP) {
    NcsnProduct product = {.m = m,
                           .k = k,
                           .a = a.at,
                           .row = a.row,
                           .step = a.column,
                           .b = scratch,
                           .line = NCSN_GROUP,
                           .panel = k * NCSN_GROUP,
                           .c = c + j,
                           .ldc = ldc};
    NcsnMatrix strip = {b.at + j * b.column, b.row, b.column};
    multiply_strip (&product, strip, MIN (STRIP, n - j), add, scratch);
  }
}
