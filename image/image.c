/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in memory: allocation, rounding to 8 and 16 bits, grids of several pictures. */
#include "image.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

/* Zeros for the values of a picture, of `size` bytes each; NULL where it is too large. */
static gpointer
new_values (gsize width, gsize height, guint channels, gsize size, GError **error)
{
  gsize pixels;
  gpointer values = NULL;
  if (width > 0 && height > 0 && g_size_checked_mul (&pixels, width, height) &&
      pixels <= NCSN_IMAGE_MAX_PIXELS)
    values = g_try_malloc0_n (pixels * channels, size);
  if (values == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("A picture of %zu × %zu pixels is not possible; choose another size."), width,
                 height);
  return values;
}

/* bytes: for values of 8 bits instead of floats. */
static NcsnImage *
new_image (gsize width, gsize height, guint channels, gboolean bytes, GError **error)
{
  gpointer values = new_values (width, height, channels, bytes ? 1 : sizeof (float), error);
  if (values == NULL)
    return NULL;
  NcsnImage *image = g_new (NcsnImage, 1);
  *image = (NcsnImage){.width = width,
                       .height = height,
                       .channels = channels,
                       .depth = 8,
                       .data = bytes ? NULL : values,
                       .bytes = bytes ? values : NULL};
  return image;
}

NcsnImage *
ncsn_image_new (gsize width, gsize height, guint channels, GError **error)
{
  return new_image (width, height, channels, FALSE, error);
}

NcsnImage *
ncsn_image_new_bytes (gsize width, gsize height, guint channels, GError **error)
{
  return new_image (width, height, channels, TRUE, error);
}

void
ncsn_image_free (NcsnImage *image)
{
  if (image == NULL)
    return;
  g_free (image->data);
  g_free (image->bytes);
  g_free (image->alpha);
  g_clear_pointer (&image->profile, g_bytes_unref);
  g_clear_pointer (&image->exif, g_bytes_unref);
  g_clear_pointer (&image->iptc, g_bytes_unref);
  g_free (image->xmp);
  g_free (image);
}

guint8
ncsn_image_byte (float value)
{
  /* This form of the comparison makes NaN 0. */
  if (!(value > 0.0f))
    return 0;
  return value >= 1.0f ? 255 : (guint8)(value * 255.0f + 0.5f);
}

guint16
ncsn_image_word (float value)
{
  if (!(value > 0.0f))
    return 0;
  return value >= 1.0f ? 65535 : (guint16)(value * 65535.0 + 0.5);
}

static guint8 *
put (float value, guint depth, int byte_order, guint8 *at)
{
  if (depth == 8) {
    *at++ = ncsn_image_byte (value);
    return at;
  }
  const guint16 word = ncsn_image_word (value);
  *at++ = byte_order == G_BIG_ENDIAN ? word >> 8 : word & 255;
  *at++ = byte_order == G_BIG_ENDIAN ? word & 255 : word >> 8;
  return at;
}

void
ncsn_image_write_pixels (const NcsnImage *image, gsize first, gsize count, int byte_order,
                         guint8 *bytes)
{
  for (gsize i = first; i < first + count; i++) {
    for (guint c = 0; c < image->channels; c++)
      bytes = put (image->data[i * image->channels + c], image->depth, byte_order, bytes);
    if (image->alpha != NULL)
      bytes = put (image->alpha[i], image->depth, byte_order, bytes);
  }
}

void
ncsn_image_grid_layout (gsize count, guint columns, gsize *n_columns, gsize *n_rows)
{
  *n_columns = columns;
  while (columns == 0 && *n_columns * *n_columns < count)
    (*n_columns)++;
  *n_columns = CLAMP (*n_columns, 1, MAX (count, 1));
  *n_rows = (count + *n_columns - 1) / *n_columns;
}

NcsnImage *
ncsn_image_grid (const float *pictures, gsize count, gsize height, gsize width, guint channels,
                 guint columns, GError **error)
{
  gsize n_columns, n_rows;
  ncsn_image_grid_layout (count, columns, &n_columns, &n_rows);
  NcsnImage *grid = ncsn_image_new (width * n_columns, height * n_rows, channels, error);
  if (grid == NULL)
    return NULL;

  const gsize row = width * channels;
  for (gsize k = 0; k < count; k++)
    for (gsize y = 0; y < height; y++) {
      const gsize grid_row = k / n_columns * height + y;
      memcpy (grid->data + (grid_row * n_columns + k % n_columns) * row,
              pictures + (k * height + y) * row, row * sizeof (float));
    }
  return grid;
}
