/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns pictures upright by the orientation numbers of EXIF and TIFF (1 to 8). */
#include "orientation.h"

#include <string.h>

#include "tiff.h"

#define BAND 64 /* rows moved at a time; the height of GEGL's tiles */

gboolean
ncsn_orientation_is_turned (guint orientation)
{
  return orientation >= 5;
}

/* Whether stored rows run from right to left; bit n stands for orientation n. */
static gboolean
is_mirrored_across (guint orientation)
{
  return (1u << orientation & (1u << 2 | 1u << 3 | 1u << 7 | 1u << 8)) != 0;
}

/* Whether stored rows run from bottom to top. */
static gboolean
is_mirrored_down (guint orientation)
{
  return (1u << orientation & (1u << 3 | 1u << 4 | 1u << 6 | 1u << 7)) != 0;
}

/* Whether GEGL lets libtiff convert the pixels to RGBA, which it does unless they are gray, RGB or
 * CMYK of whole bytes. libtiff's conversion mirrors as it should, but never rotates. */
static gboolean
is_mirrored_by_libtiff (const guint8 *bytes, gsize size)
{
  enum { BITS = 258, COLOURS = 262, GRAY = 1, RGB = 2, CMYK = 5 };
  const guint64 bits = ncsn_tiff_number (bytes, size, BITS, 1);
  const guint64 colours = ncsn_tiff_number (bytes, size, COLOURS, GRAY);
  return bits % 8 != 0 || (colours > RGB && colours != CMYK);
}

guint
ncsn_orientation_of_tiff (const char *path)
{
  enum { ORIENTATION = 274 };
  static const guint8 left[NCSN_ORIENTATIONS + 1] = {0, 1, 1, 1, 1, 5, 7, 5, 7};
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return 1;
  const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents (file);
  const gsize size = g_mapped_file_get_length (file);
  const guint64 orientation = ncsn_tiff_number (bytes, size, ORIENTATION, 1);
  if (orientation < 1 || orientation > NCSN_ORIENTATIONS)
    return 1;
  return is_mirrored_by_libtiff (bytes, size) ? left[orientation] : (guint)orientation;
}

/* Moves the pixels of a band of rows to their places in the upright band of rows or columns. */
static void
move (const guint8 *band, int width, int rows, gsize pixel_size, guint orientation, guint8 *moved)
{
  const gboolean turned = ncsn_orientation_is_turned (orientation);
  const gboolean across = is_mirrored_across (orientation), down = is_mirrored_down (orientation);
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < width; x++, band += pixel_size) {
      const gsize u = across ? width - 1 - x : x;
      const gsize v = down ? rows - 1 - y : y;
      memcpy (moved + (turned ? u * rows + v : v * width + u) * pixel_size, band, pixel_size);
    }
}

GeglBuffer *
ncsn_orientation_apply (GeglBuffer *buffer, const GeglRectangle *bounds, guint orientation)
{
  const gboolean turned = ncsn_orientation_is_turned (orientation);
  const int width = bounds->width, height = bounds->height;
  const Babl *format = gegl_buffer_get_format (buffer);
  const gsize pixel_size = babl_format_get_bytes_per_pixel (format);
  g_autofree guint8 *band = g_malloc_n ((gsize)width * BAND, pixel_size);
  g_autofree guint8 *moved = g_malloc_n ((gsize)width * BAND, pixel_size);
  GeglBuffer *upright = gegl_buffer_new (
      GEGL_RECTANGLE (0, 0, turned ? height : width, turned ? width : height), format);
  for (int y = 0; y < height; y += BAND) {
    const int rows = MIN (BAND, height - y);
    const int place = is_mirrored_down (orientation) ? height - y - rows : y;
    gegl_buffer_get (buffer, GEGL_RECTANGLE (bounds->x, bounds->y + y, width, rows), 1.0, format,
                     band, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    move (band, width, rows, pixel_size, orientation, moved);
    gegl_buffer_set (upright,
                     turned ? GEGL_RECTANGLE (place, 0, rows, width)
                            : GEGL_RECTANGLE (0, place, width, rows),
                     0, format, moved, GEGL_AUTO_ROWSTRIDE);
  }
  return upright;
}
