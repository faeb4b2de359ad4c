/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the IPTC data sets of JPEG and TIFF files. */
#include "iptc.h"

#include <string.h>

#include "container.h"
#include "tiff.h"

/* JPEG has them in a resource of Photoshop. A resource is "8BIM", a number of 2 bytes, a name with
 * its length before it, 4 bytes of the content's length, and the content; name and content are
 * padded to even lengths. */
static GBytes *
read_jpeg (const guint8 *bytes, gsize size)
{
  enum { APP13 = 0xed, HEAD = 6, IPTC = 0x0404 };
  gsize at = 0, length, content;
  const guint8 *part = ncsn_jpeg_segment (bytes, size, APP13, "Photoshop 3.0", &at, &length);
  for (gsize i = 0; part != NULL && i + HEAD < length && memcmp (part + i, "8BIM", 4) == 0;
       i += content + content % 2) {
    const guint32 number = ncsn_big_endian (part + i + 4, 2);
    i += HEAD + ((part[i + HEAD] + 2) & ~1u);
    if (i + 4 > length)
      return NULL;
    content = ncsn_big_endian (part + i, 4);
    i += 4;
    if (content > length - i)
      return NULL;
    if (number == IPTC)
      return g_bytes_new (part + i, content);
  }
  return NULL;
}

GBytes *
ncsn_iptc_read (const guint8 *bytes, gsize size)
{
  enum { IPTC = 33723 };
  gsize length;
  GBytes *found = read_jpeg (bytes, size);
  const guint8 *tag = found == NULL ? ncsn_tiff_bytes (bytes, size, IPTC, &length) : NULL;
  return tag != NULL ? g_bytes_new (tag, length) : found;
}
