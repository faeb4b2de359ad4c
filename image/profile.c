/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds ICC profiles in JPEG, PNG, TIFF and WebP files. */
#include "profile.h"

#include <string.h>

#include <gio/gio.h>

#include "container.h"
#include "tiff.h"

#define MAX_BYTES ((gsize)16 << 20) /* of a profile after decompression */

/* A profile may be divided into several segments, numbered from 1. */
static GBytes *
read_jpeg (const guint8 *bytes, gsize size)
{
  enum { APP2 = 0xe2, HEAD = 2 };
  g_autoptr (GByteArray) profile = g_byte_array_new ();
  const guint8 *part = bytes;
  for (guint number = 1; part != NULL; number++) {
    gsize at = 0, length;
    do
      part = ncsn_jpeg_segment (bytes, size, APP2, "ICC_PROFILE", &at, &length);
    while (part != NULL && (length < HEAD || part[0] != number));
    if (part != NULL)
      g_byte_array_append (profile, part + HEAD, (guint)(length - HEAD));
  }
  return profile->len > 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&profile)) : NULL;
}

/* The chunk is a name, a NUL, a 0 for the method, and the compressed profile. */
static GBytes *
read_png (const guint8 *bytes, gsize size)
{
  gsize length = 0, n = 0;
  const guint8 *chunk = ncsn_png_chunk (bytes, size, "iCCP", &length);
  const guint8 *end_of_name = chunk != NULL ? memchr (chunk, 0, length) : NULL;
  if (end_of_name == NULL || end_of_name + 2 > chunk + length)
    return NULL;
  g_autoptr (GInputStream) compressed =
      g_memory_input_stream_new_from_data (end_of_name + 2, chunk + length - end_of_name - 2, NULL);
  g_autoptr (GZlibDecompressor) inflate = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GInputStream) stream =
      g_converter_input_stream_new (compressed, G_CONVERTER (inflate));
  g_autofree guint8 *profile = g_malloc (MAX_BYTES);
  if (!g_input_stream_read_all (stream, profile, MAX_BYTES, &n, NULL, NULL) || n == MAX_BYTES)
    return NULL;
  return g_bytes_new (profile, n);
}

static GBytes *
read_tiff (const guint8 *bytes, gsize size)
{
  enum { ICC_PROFILE = 34675 };
  gsize length;
  const guint8 *profile = ncsn_tiff_bytes (bytes, size, ICC_PROFILE, &length);
  return profile != NULL ? g_bytes_new (profile, length) : NULL;
}

static GBytes *
read_webp (const guint8 *bytes, gsize size)
{
  gsize length;
  const guint8 *profile = ncsn_webp_chunk (bytes, size, "ICCP", &length);
  return profile != NULL ? g_bytes_new (profile, length) : NULL;
}

GBytes *
ncsn_profile_read (const guint8 *bytes, gsize size)
{
  GBytes *(*const readers[]) (const guint8 *, gsize) = {read_jpeg, read_png, read_tiff, read_webp};
  GBytes *profile = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (readers) && profile == NULL; i++)
    profile = readers[i](bytes, size);
  return profile;
}
