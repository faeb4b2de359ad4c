/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads only the record of a PNG file. */
#include "image.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#include "png-private.h"

#define SIGNATURE_SIZE 8
#define MAX_TEXTS 16 /* text chunks that are read; libpng limits each to 8 MB */

/* Reads the text chunks before the pixels and skips all others. FALSE when libpng fails: it jumps
 * back here, so this function must own nothing. */
static gboolean
read_texts (png_structp png, png_infop info, FILE *file)
{
  if (setjmp (png_jmpbuf (png)) != 0)
    return FALSE;
  png_init_io (png, file);
  png_set_sig_bytes (png, SIGNATURE_SIZE);
  png_set_user_limits (png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_cache_max (png, MAX_TEXTS);
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "iTXt\0tEXt", 2);
  png_read_info (png, info);
  return TRUE;
}

/* The record among the texts; NULL if there is no valid one. */
static char *
find_record (png_structp png, png_infop info)
{
  png_textp texts;
  const int n = png_get_text (png, info, &texts, NULL);
  for (int i = 0; i < n; i++)
    if (strcmp (texts[i].key, NCSN_PNG_KEYWORD) == 0 && texts[i].text != NULL) {
      const gsize length = strnlen (texts[i].text, NCSN_PNG_MAX_RECORD + 1);
      if (length <= NCSN_PNG_MAX_RECORD && g_utf8_validate (texts[i].text, length, NULL))
        return g_strndup (texts[i].text, length);
    }
  return NULL;
}

static FILE *
open_png (const char *path, GError **error)
{
  guint8 signature[SIGNATURE_SIZE];
  g_autoptr (GError) reason = NULL;
  const int fd = ncsn_file_open (path, NULL, &reason);
  FILE *file = fd >= 0 ? fdopen (fd, "rb") : NULL;
  if (file == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be read: %s."),
                 path, reason != NULL ? reason->message : g_strerror (errno));
    return NULL;
  }
  if (fread (signature, 1, sizeof signature, file) == sizeof signature &&
      png_sig_cmp (signature, 0, sizeof signature) == 0)
    return file;
  fclose (file);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("“%s” is not a PNG file, so it holds no settings."), path);
  return NULL;
}

char *
ncsn_image_read_record (const char *path, GError **error)
{
  FILE *file = open_png (path, error);
  if (file == NULL)
    return NULL;
  png_structp png =
      png_create_read_struct (PNG_LIBPNG_VER_STRING, NULL, ncsn_png_on_error, ncsn_png_on_warning);
  png_infop info = png != NULL ? png_create_info_struct (png) : NULL;
  const gboolean read = info != NULL && read_texts (png, info, file);
  char *record = read ? find_record (png, info) : NULL;
  png_destroy_read_struct (&png, &info, NULL);
  fclose (file);

  if (!read)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” cannot be read: it is damaged, or cut short."), path);
  else if (record == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” does not hold the settings that made it."), path);
  return record;
}
