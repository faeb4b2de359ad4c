/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the digest of a file and stores it in the header, or compares it with the stored one. */
#include "model/digest.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/words.h"
#include "ncsn/error.h"

#define LENGTH_SIZE NCSN_SAFETENSORS_LENGTH_SIZE
#define SIZE (sizeof NCSN_DIGEST_BLANK - 1)
#define PIECE (256 * 1024) /* bytes read at a time */

/* The place of the digest in a header; NULL: the header has none. */
static char *
find_place (char *header, gsize length)
{
  static const char before[] = "\"" NCSN_DIGEST_KEY "\":\"";
  char *found = g_strstr_len (header, (gssize)length, before);
  const gsize at = found != NULL ? (gsize)(found - header) + strlen (before) : length;
  return at + SIZE < length && header[at + SIZE] == '"' ? header + at : NULL;
}

static void
update (GChecksum *checksum, const void *bytes, gsize size)
{
  g_checksum_update (checksum, bytes, (gssize)size);
}

/* A NcsnBytesFunc */
static gboolean
take_bytes (gpointer checksum, const guint8 *bytes, gsize size)
{
  update (checksum, bytes, size);
  return TRUE;
}

void
ncsn_digest_add_tensors (GChecksum *checksum, const NcsnTensor *tensors, guint count)
{
  for (guint i = 0; i < count; i++)
    ncsn_words_to_file (tensors[i].data, tensors[i].size, take_bytes, checksum);
}

void
ncsn_digest_seal (GString *header, const NcsnTensor *tensors, guint count)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  char *place = find_place (header->str + LENGTH_SIZE, header->len - LENGTH_SIZE);
  g_return_if_fail (place != NULL);
  update (checksum, header->str, header->len);
  ncsn_digest_add_tensors (checksum, tensors, count);
  memcpy (place, g_checksum_get_string (checksum), SIZE);
}

/* Reads the length of the header and the header; as much of them as the file has if it is shorter.
 */
static GString *
read_header (FILE *stream)
{
  guint64 first = 0;
  GString *header = g_string_new (NULL);
  const gboolean complete = fread (&first, 1, sizeof first, stream) == sizeof first;
  const guint64 length = GUINT64_FROM_LE (first);
  if (complete && length <= NCSN_SAFETENSORS_MAX_HEADER) {
    g_string_append_len (header, (const char *)&first, sizeof first);
    g_string_set_size (header, LENGTH_SIZE + length);
    const gsize got = fread (header->str + LENGTH_SIZE, 1, length, stream);
    g_string_truncate (header, LENGTH_SIZE + got);
  }
  return header;
}

static gboolean
matches (FILE *stream)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GString) header = read_header (stream);
  g_autofree char *piece = g_malloc (PIECE);
  char *place = header->len > LENGTH_SIZE
                    ? find_place (header->str + LENGTH_SIZE, header->len - LENGTH_SIZE)
                    : NULL;
  if (place == NULL)
    return FALSE;
  g_autofree char *digest = g_strndup (place, SIZE);
  memcpy (place, NCSN_DIGEST_BLANK, SIZE);
  update (checksum, header->str, header->len);
  for (gsize got; (got = fread (piece, 1, PIECE, stream)) > 0;)
    update (checksum, piece, got);
  return ferror (stream) == 0 && g_str_equal (digest, g_checksum_get_string (checksum));
}

gboolean
ncsn_digest_check (const char *path, GError **error)
{
  FILE *stream = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_fopen (path, "rbe") : NULL;
  const gboolean same = stream != NULL && matches (stream);
  if (stream != NULL)
    fclose (stream);
  if (!same)
    g_set_error_literal (
        error, NCSN_ERROR, NCSN_ERROR_FORMAT,
        _ ("The file is damaged: its contents have changed since it was written."));
  return same;
}
