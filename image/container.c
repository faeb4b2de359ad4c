/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds PNG chunks, JPEG segments and WebP chunks by name in the bytes of a file. */
#include "container.h"

#include <string.h>

guint32
ncsn_big_endian (const guint8 *bytes, guint n_bytes)
{
  guint32 number = 0;
  for (guint i = 0; i < n_bytes; i++)
    number = number << 8 | bytes[i];
  return number;
}

const guint8 *
ncsn_png_chunk (const guint8 *bytes, gsize size, const char *kind, gsize *length)
{
  enum { SIGNATURE = 8, HEAD = 8, SUM = 4 }; /* the head of a chunk is its length and its kind */
  if (size < SIGNATURE || memcmp (bytes, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0)
    return NULL;
  for (gsize at = SIGNATURE; at + HEAD <= size; at += HEAD + *length + SUM) {
    *length = ncsn_big_endian (bytes + at, 4);
    if (*length > size - at - HEAD)
      return NULL;
    if (memcmp (bytes + at + 4, kind, 4) == 0)
      return bytes + at + HEAD;
  }
  return NULL;
}

const guint8 *
ncsn_jpeg_segment (const guint8 *bytes, gsize size, guint8 marker, const char *name, gsize *at,
                   gsize *length)
{
  enum { START_OF_SCAN = 0xda, HEAD = 4 }; /* the head is 0xff, a marker and a length */
  const gsize n = strlen (name) + 1;
  if (size < 2 || memcmp (bytes, "\xff\xd8", 2) != 0)
    return NULL;
  for (*at = MAX (*at, 2); *at + HEAD <= size && bytes[*at] == 0xff;) {
    const guint8 *segment = bytes + *at;
    const gsize whole = 2 + ncsn_big_endian (segment + 2, 2); /* the length includes itself */
    if (segment[1] == START_OF_SCAN || whole < HEAD || whole > size - *at)
      return NULL;
    *at += whole;
    if (segment[1] == marker && whole >= HEAD + n && memcmp (segment + HEAD, name, n) == 0) {
      *length = whole - HEAD - n;
      return segment + HEAD + n;
    }
  }
  return NULL;
}

/* A chunk is its kind, its length, the content and a padding byte if the length is odd. */
const guint8 *
ncsn_webp_chunk (const guint8 *bytes, gsize size, const char *kind, gsize *length)
{
  enum { START = 12, HEAD = 8 };
  if (size < START || memcmp (bytes, "RIFF", 4) != 0 || memcmp (bytes + 8, "WEBP", 4) != 0)
    return NULL;
  for (gsize at = START; at + HEAD <= size; at += HEAD + *length + *length % 2) {
    *length = GUINT32_SWAP_LE_BE (ncsn_big_endian (bytes + at + 4, 4));
    if (*length > size - at - HEAD)
      return NULL;
    if (memcmp (bytes + at, kind, 4) == 0)
      return bytes + at + HEAD;
  }
  return NULL;
}
