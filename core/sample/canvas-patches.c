/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies patches from a canvas and adds them to it, a run of pixels at a time. */
#include "sample/canvas-patches.h"

#include <string.h>

static gboolean
has_any (const NcsnGrid *x, const NcsnGrid *y, const float *mask, gsize x0, gsize y0)
{
  for (gsize i = 0; i < y->patch; i++)
    for (gsize j = 0; j < x->patch; j++)
      if (mask[(y0 + i) % y->size * x->size + (x0 + j) % x->size] > 0)
        return TRUE;
  return FALSE;
}

gsize
ncsn_canvas_list (const NcsnGrid *x, const NcsnGrid *y, const float *mask, gsize *numbers)
{
  gsize count = 0;

  for (gsize k = 0; k < x->count * y->count; k++)
    if (mask == NULL || has_any (x, y, mask, x->starts[k % x->count], y->starts[k / x->count]))
      numbers[count++] = k;
  return count;
}

/* Copies the patch that begins at column x0, row y0. */
static void
gather (const NcsnGrid *x, const NcsnGrid *y, const float *canvas, gsize channels, gsize x0,
        gsize y0, float *patch)
{
  for (gsize i = 0; i < y->patch; i++) {
    const float *row = canvas + (y0 + i) % y->size * x->size * channels;

    for (gsize j = 0, column = x0; j < x->patch; column = 0) {
      const gsize run = MIN (x->patch - j, x->size - column);

      memcpy (patch, row + column * channels, run * channels * sizeof (float));
      patch += run * channels;
      j += run;
    }
  }
}

void
ncsn_canvas_gather (const NcsnGrid *x, const NcsnGrid *y, const float *canvas, gsize channels,
                    const gsize *numbers, gsize count, float *patches)
{
  const gsize size = y->patch * x->patch * channels;

  for (const gsize *k = numbers; k < numbers + count; k++, patches += size)
    gather (x, y, canvas, channels, x->starts[*k % x->count], y->starts[*k / x->count], patches);
}

/* Adds the share of patch (row, column) of the grids. */
static void
scatter (const NcsnGrid *x, const NcsnGrid *y, const float *patch, gsize channels, gsize row,
         gsize column, float *canvas)
{
  const float *shares_x = x->shares + column * x->patch, *shares_y = y->shares + row * y->patch;

  for (gsize i = 0; i < y->patch; i++) {
    const gsize at_y = (y->starts[row] + i) % y->size;
    gsize at_x = x->starts[column];

    for (gsize j = 0; j < x->patch; j++) {
      float *pixel = canvas + (at_y * x->size + at_x) * channels;

      for (gsize c = 0; c < channels; c++)
        pixel[c] += shares_y[i] * shares_x[j] * *patch++;
      if (++at_x == x->size)
        at_x = 0;
    }
  }
}

void
ncsn_canvas_scatter (const NcsnGrid *x, const NcsnGrid *y, const float *patches, gsize channels,
                     const gsize *numbers, gsize count, float *canvas)
{
  const gsize size = y->patch * x->patch * channels;

  for (const gsize *k = numbers; k < numbers + count; k++, patches += size)
    scatter (x, y, patches, channels, *k / x->count, *k % x->count, canvas);
}
