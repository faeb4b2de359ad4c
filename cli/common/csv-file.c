/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that are there whole or not at all, even on a full disk. */
#include "csv-file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#define MAX_BYTES ((gsize)1 << 30) /* months of training have fewer */

#define FIRST "iteration," /* of every header */

struct _CliCsvFile {
  int descriptor;
  char *path;
  gsize size;
};

static gboolean
set_errno (GError **error, const char *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _ ("The log “%s” cannot be written: %s."), path, g_strerror (errno));
  return FALSE;
}

/* The header and the lines of at most `iterations`, from what is there. */
static gboolean
keep_lines (const char *path, const char *header, guint64 iterations, gsize *size, GError **error)
{
  g_autofree char *old = NULL;
  g_autoptr (GString) kept = g_string_new (header);
  g_string_append_c (kept, '\n');
  if (iterations > 0)
    old = ncsn_file_read (path, MAX_BYTES, NULL, NULL);
  if (old != NULL && g_str_has_prefix (old, kept->str)) {
    g_auto (GStrv) lines = g_strsplit (old, "\n", -1);
    const guint n = g_strv_length (lines);
    /* The text after the last newline is a line cut off in the middle, or nothing. */
    for (guint i = 1; i + 1 < n; i++) {
      const guint64 iteration = g_ascii_strtoull (lines[i], NULL, 10);
      if (iteration > 0 && iteration <= iterations)
        g_string_append_printf (kept, "%s\n", lines[i]);
    }
  }
  *size = kept->len;
  return g_file_set_contents (path, kept->str, kept->len, error);
}

CliCsvFile *
cli_csv_file_open (const char *path, const char *header, guint64 iterations, GError **error)
{
  gsize size;
  if (!keep_lines (path, header, iterations, &size, error))
    return NULL;
  const int descriptor = g_open (path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
  if (descriptor < 0) {
    set_errno (error, path);
    return NULL;
  }
  CliCsvFile *file = g_new0 (CliCsvFile, 1);
  file->descriptor = descriptor;
  file->path = g_strdup (path);
  file->size = size;
  return file;
}

void
cli_csv_file_close (CliCsvFile *file)
{
  if (file == NULL)
    return;
  close (file->descriptor);
  g_free (file->path);
  g_free (file);
}

gboolean
cli_csv_file_append (CliCsvFile *file, const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  const gsize length = strlen (whole);
  /* One write a line, so that whoever reads along sees whole lines. */
  const gssize written = write (file->descriptor, whole, length);
  if (written == (gssize)length) {
    file->size += length;
    return TRUE;
  }
  if (written >= 0)
    errno = ENOSPC;
  set_errno (error, file->path);
  /* A part of a line would spoil the next one. */
  if (ftruncate (file->descriptor, (off_t)file->size) != 0)
    g_debug ("%s keeps a part of a line: %s", file->path, g_strerror (errno));
  return FALSE;
}

GArray *
cli_csv_file_read (const char *path, guint columns)
{
  g_autofree char *text = ncsn_file_read (path, MAX_BYTES, NULL, NULL);
  if (text == NULL)
    return NULL;
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
    const guint n_fields = g_strv_length (fields);
    for (guint c = 0; c < columns; c++) {
      const gboolean given = c < n_fields && *fields[c] != '\0';
      const double number = given ? g_ascii_strtod (fields[c], NULL) : NAN;
      g_array_append_val (numbers, number);
    }
  }
  return numbers;
}

gboolean
cli_csv_file_is (const char *path)
{
  g_autofree char *text = NULL;
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) &&
         g_file_get_contents (path, &text, NULL, NULL) && g_str_has_prefix (text, FIRST);
}
