/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Separable resampling with a triangle filter: first along rows, then along columns. */
#include "resample.h"

#include <math.h>

/* The pixels along one axis that contribute to one pixel of the result. */
typedef struct {
  guint first, count;
  float *weights; /* their sum is 1 */
} Taps;

static void
find_taps (Taps *taps, double centre, double radius, guint begin, guint end)
{
  /* Pixel j has its centre at j + ½ and a positive weight if that is within the radius. */
  const double first = MAX (floor (centre - radius - 0.5) + 1, (double)begin);
  const double last = MIN (ceil (centre + radius - 0.5) - 1, (double)end - 1);
  double sum = 0;
  taps->first = (guint)first;
  taps->count = (guint)(last - first) + 1;
  for (guint k = 0; k < taps->count; k++)
    sum += 1 - fabs (first + k + 0.5 - centre) / radius;
  for (guint k = 0; k < taps->count; k++)
    taps->weights[k] = (float)((1 - fabs (first + k + 0.5 - centre) / radius) / sum);
}

/* Taps for `size` pixels that cover `extent` from `origin`, of pixels begin … end-1. Free the
 * result and *weights. */
static Taps *
make_taps (double origin, double extent, guint size, guint begin, guint end, float **weights)
{
  const double ratio = extent / size, radius = MAX (ratio, 1.0);
  const gsize max_taps = (gsize)ceil (2 * radius) + 1;
  Taps *taps = g_new (Taps, size);
  *weights = g_new (float, max_taps *size);
  for (guint i = 0; i < size; i++) {
    taps[i].weights = *weights + max_taps * i;
    find_taps (&taps[i], origin + (i + 0.5) * ratio, radius, begin, end);
  }
  return taps;
}

static void
resample_row (const guint8 *in, guint channels, const Taps *taps, guint size, float *out)
{
  for (guint x = 0; x < size; x++)
    for (guint c = 0; c < channels; c++) {
      const guint8 *pixel = in + (gsize)taps[x].first * channels + c;
      float sum = 0;
      for (guint k = 0; k < taps[x].count; k++)
        sum += taps[x].weights[k] * pixel[(gsize)k * channels];
      *out++ = sum;
    }
}

void
ncsn_resample (const NcsnResampleSource *source, guint left, guint top, const double extent[2],
               const guint size[2], float *out)
{
  g_autofree float *x_weights = NULL, *y_weights = NULL;
  g_autofree Taps *across =
      make_taps (left, extent[0], size[0], source->left, source->left + source->width, &x_weights);
  g_autofree Taps *down = make_taps (top, extent[1], size[1], 0, source->rows, &y_weights);
  const Taps *last = &down[size[1] - 1];
  const guint first_row = down[0].first, n_rows = last->first + last->count - first_row;
  const gsize row = (gsize)size[0] * source->channels;
  const gsize source_row = (gsize)source->stride * source->channels;

  g_autofree float *rows = g_new (float, n_rows *row);
  for (guint y = 0; y < n_rows; y++)
    resample_row (source->pixels + (first_row + y) * source_row, source->channels, across, size[0],
                  rows + y * row);
  for (guint y = 0; y < size[1]; y++)
    for (gsize i = 0; i < row; i++) {
      const float *column = rows + (down[y].first - first_row) * row + i;
      float sum = 0;
      for (guint k = 0; k < down[y].count; k++)
        sum += down[y].weights[k] * column[k * row];
      *out++ = sum;
    }
}
