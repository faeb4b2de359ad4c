/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes a thumbnail: means over squares of pixels. */
#include "thumbnail.h"

/* Pictures side by side, row by row, as one large picture. */
typedef struct {
  const float *pictures; /* (n, height, width, channels) */
  gsize n, height, width, channels;
  gsize columns, rows; /* of pictures */
} Mosaic;

/* The smallest number of columns for which there are at most as many rows. */
static gsize
square_columns (gsize n)
{
  gsize columns = 1;

  while (columns * columns < n)
    columns++;
  return columns;
}

/* Adds the pixel at (x, y) of the mosaic to `sum`; unused places are black. */
static void
add_pixel (const Mosaic *mosaic, gsize x, gsize y, double sum[3])
{
  gsize k = y / mosaic->height * mosaic->columns + x / mosaic->width;
  gsize at = (k * mosaic->height + y % mosaic->height) * mosaic->width + x % mosaic->width;

  if (k >= mosaic->n)
    return;
  for (gsize c = 0; c < 3; c++)
    sum[c] += mosaic->pictures[at * mosaic->channels + c % mosaic->channels];
}

static guint8
to_byte (double value)
{
  /* Written so that NaN becomes 0. */
  return value > 0 ? (guint8)(MIN (value, 1) * 255 + 0.5) : 0;
}

/* Writes the mean over the square of side × side pixels at (x, y), cut off at the mosaic's edges.
 */
static void
mean_pixel (const Mosaic *mosaic, gsize x, gsize y, gsize side, guint8 *pixel)
{
  gsize right = MIN (x + side, mosaic->columns * mosaic->width);
  gsize lower = MIN (y + side, mosaic->rows * mosaic->height);
  double sum[3] = {0, 0, 0};

  for (gsize j = y; j < lower; j++)
    for (gsize i = x; i < right; i++)
      add_pixel (mosaic, i, j, sum);
  for (int c = 0; c < 3; c++)
    pixel[c] = to_byte (sum[c] / (double)((right - x) * (lower - y)));
}

UiThumbnail *
ui_thumbnail_new (const float *pictures, gsize n, gsize height, gsize width, gsize channels,
                  gsize longest)
{
  gsize columns = square_columns (n);
  Mosaic mosaic = {pictures, n, height, width, channels, columns, (n - 1) / columns + 1};
  gsize side = (MAX (columns * width, mosaic.rows * height) - 1) / longest + 1;
  UiThumbnail *thumbnail = g_new (UiThumbnail, 1);

  thumbnail->width = (int)((columns * width - 1) / side + 1);
  thumbnail->height = (int)((mosaic.rows * height - 1) / side + 1);
  thumbnail->pixels = g_new (guint8, (gsize)thumbnail->width * (gsize)thumbnail->height * 3);
  guint8 *pixel = thumbnail->pixels;
  for (gsize y = 0; y < (gsize)thumbnail->height; y++)
    for (gsize x = 0; x < (gsize)thumbnail->width; x++, pixel += 3)
      mean_pixel (&mosaic, x * side, y * side, side, pixel);
  return thumbnail;
}

void
ui_thumbnail_free (UiThumbnail *thumbnail)
{
  if (thumbnail == NULL)
    return;
  g_free (thumbnail->pixels);
  g_free (thumbnail);
}
