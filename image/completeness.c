/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds truncated picture files by their end marker or their size. */
#include "completeness.h"

enum { TEM = 0x01, RST0 = 0xd0, RST7 = 0xd7, EOI = 0xd9 };

/* The index of the next marker, which follows a byte 0xff; `size` if there is none. The data of a
 * scan is skipped: there 0xff is followed only by 0 or by a restart marker. */
static gsize
next_marker (const guint8 *bytes, gsize size, gsize at)
{
  for (; at + 1 < size; at++) {
    const guint8 marker = bytes[at + 1];
    const gboolean in_scan = marker == 0x00 || (marker >= RST0 && marker <= RST7);
    if (bytes[at] == 0xff && marker != 0xff && !in_scan)
      return at + 1;
  }
  return size;
}

gboolean
ncsn_jpeg_is_complete (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return FALSE;
  const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents (file);
  const gsize size = g_mapped_file_get_length (file);

  /* 2: after the start-of-image marker. */
  for (gsize at = next_marker (bytes, size, 2); at < size;) {
    if (bytes[at] == EOI)
      return TRUE;
    if (bytes[at] != TEM) {
      if (at + 2 >= size)
        return FALSE;
      at += (gsize)bytes[at + 1] << 8 | bytes[at + 2];
    }
    at = next_marker (bytes, size, at + 1);
  }
  return FALSE;
}

gboolean
ncsn_pnm_is_complete (const char *path, gsize n_pixels)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL || g_mapped_file_get_length (file) < 2)
    return FALSE;
  /* The other kinds hold text, whose size varies. */
  const char kind = g_mapped_file_get_contents (file)[1];
  const gsize bytes_per_pixel = kind == '6' ? 3 : kind == '5' ? 1 : 0;
  return g_mapped_file_get_length (file) > n_pixels * bytes_per_pixel;
}
