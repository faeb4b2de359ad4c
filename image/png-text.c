/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads only the texts of a PNG file. */
#include <string.h>

#include "png-private.h"

#define MAX_TEXTS 16 /* text chunks that are read; libpng limits each to 8 MB */

typedef struct {
  const guint8 *bytes;
  gsize left;
} Source;

static void
take (png_structp png, png_bytep bytes, size_t size)
{
  Source *source = png_get_io_ptr (png);
  if (size > source->left)
    png_error (png, "the file ends");
  memcpy (bytes, source->bytes, size);
  source->bytes += size;
  source->left -= size;
}

/* Reads the text chunks before the pixels and skips all others. FALSE when libpng fails: it jumps
 * back here, so this function must own nothing. */
static gboolean
read_texts (png_structp png, png_infop info, Source *source)
{
  if (setjmp (png_jmpbuf (png)) != 0)
    return FALSE;
  png_set_read_fn (png, source, take);
  png_set_user_limits (png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_cache_max (png, MAX_TEXTS);
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "iTXt\0tEXt", 2);
  png_read_info (png, info);
  return TRUE;
}

static char *
find_text (png_structp png, png_infop info, const char *keyword, gsize max)
{
  png_textp texts;
  const int n = png_get_text (png, info, &texts, NULL);
  for (int i = 0; i < n; i++)
    if (strcmp (texts[i].key, keyword) == 0 && texts[i].text != NULL) {
      const gsize length = strnlen (texts[i].text, max + 1);
      if (length <= max && g_utf8_validate (texts[i].text, (gssize)length, NULL))
        return g_strndup (texts[i].text, length);
    }
  return NULL;
}

gboolean
ncsn_png_read_text (const guint8 *bytes, gsize size, const char *keyword, gsize max, char **text)
{
  Source source = {bytes, size};
  png_structp png =
      png_create_read_struct (PNG_LIBPNG_VER_STRING, NULL, ncsn_png_on_error, ncsn_png_on_warning);
  png_infop info = png != NULL ? png_create_info_struct (png) : NULL;
  const gboolean read = info != NULL && read_texts (png, info, &source);
  if (read)
    *text = find_text (png, info, keyword, max);
  png_destroy_read_struct (&png, &info, NULL);
  return read;
}
