/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the record in a picture file: a text of PNG, a comment of JPEG, a private tag of TIFF, a
 * chunk of WebP. */
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#include "container.h"
#include "picture-file.h"
#include "picture-kind.h"
#include "png-private.h"
#include "tiff.h"

static gboolean
is_png (const guint8 *bytes, gsize size)
{
  return size >= 8 && png_sig_cmp (bytes, 0, 8) == 0;
}

/* The bytes of the record in a file other than a PNG; NULL when there are none. */
static const guint8 *
find_part (const guint8 *bytes, gsize size, gsize *length)
{
  enum { COMMENT = 0xfe };
  gsize at = 0;
  const guint8 *part = ncsn_jpeg_segment (bytes, size, COMMENT, NCSN_RECORD_NAME, &at, length);
  if (part == NULL)
    part = ncsn_tiff_bytes (bytes, size, NCSN_TIFF_RECORD, length);
  return part != NULL ? part : ncsn_webp_chunk (bytes, size, NCSN_WEBP_RECORD, length);
}

static char *
find_record (const guint8 *bytes, gsize size)
{
  gsize length = 0;
  const guint8 *part = find_part (bytes, size, &length);
  return part != NULL && length <= NCSN_MAX_RECORD &&
                 g_utf8_validate ((const char *)part, (gssize)length, NULL)
             ? g_strndup ((const char *)part, length)
             : NULL;
}

/* The file in memory (transfer full). Only regular files are opened. */
static GMappedFile *
open_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const int fd = ncsn_file_open (path, NULL, &reason);
  GMappedFile *file = fd >= 0 ? g_mapped_file_new_from_fd (fd, FALSE, &reason) : NULL;
  if (fd >= 0)
    close (fd);
  if (file == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be read: %s."),
                 path, reason->message);
  return file;
}

char *
ncsn_image_read_record (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = open_file (path, error);
  if (file == NULL)
    return NULL;
  const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents (file);
  const gsize size = g_mapped_file_get_length (file);
  char *record = NULL;
  gboolean sound = TRUE;
  if (is_png (bytes, size))
    sound = ncsn_png_read_text (bytes, size, NCSN_RECORD_NAME, NCSN_MAX_RECORD, &record);
  else
    record = find_record (bytes, size);
  if (!sound)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” cannot be read: it is damaged, or cut short."), path);
  else if (record == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” does not hold the settings that made it."), path);
  return record;
}
