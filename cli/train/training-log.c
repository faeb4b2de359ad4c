/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads the CSV files of a training. They have whole lines only, even on a full disk. */
#include "training-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define MAX_BYTES ((gsize)1 << 30) /* more than months of training write */

#define FIRST "iteration," /* begins every header */
#define LOG_HEADER "iteration,seconds,loss,rate,images_per_second"

struct _CliCsvFile {
  int descriptor;
  char *path;
  gsize size;
};

struct _CliTrainingLog {
  CliCsvFile *file;
  double last_seconds; /* of the last line; negative: unknown, so there is no speed yet */
  guint64 last_images;
};

static gboolean
set_errno (GError **error, const char *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _ ("The log “%s” cannot be written: %s."), path, g_strerror (errno));
  return FALSE;
}

/* Rewrites the file with the header and its lines up to `iterations`. */
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
    /* The text after the last newline is an incomplete line, or empty. */
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
  /* One write for a line, so that other readers see whole lines. */
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

gboolean
cli_csv_file_is (const char *path)
{
  g_autofree char *text = NULL;
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) &&
         g_file_get_contents (path, &text, NULL, NULL) && g_str_has_prefix (text, FIRST);
}

CliTrainingLog *
cli_training_log_open (const char *path, guint64 iterations, GError **error)
{
  CliCsvFile *file = cli_csv_file_open (path, LOG_HEADER, iterations, error);
  if (file == NULL)
    return NULL;
  CliTrainingLog *log = g_new0 (CliTrainingLog, 1);
  log->file = file;
  log->last_seconds = iterations == 0 ? 0.0 : -1.0;
  return log;
}

void
cli_training_log_close (CliTrainingLog *log)
{
  if (log == NULL)
    return;
  cli_csv_file_close (log->file);
  g_free (log);
}

gboolean
cli_training_log_step (CliTrainingLog *log, const NcsnTrainer *trainer, GError **error)
{
  const guint64 iteration = ncsn_trainer_iteration (trainer);
  if (iteration % NCSN_RECENT_STEPS != 0)
    return TRUE;

  const double seconds = ncsn_trainer_seconds (trainer), elapsed = seconds - log->last_seconds;
  const guint64 images = iteration * ncsn_trainer_config (trainer)->batch;
  const gboolean measured = log->last_seconds >= 0.0 && elapsed > 0.0;
  char number[4][G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (number[0], sizeof number[0], "%.3f", seconds);
  g_ascii_formatd (number[1], sizeof number[1], "%.6g", ncsn_trainer_recent_loss (trainer));
  g_ascii_formatd (number[2], sizeof number[2], "%.6g", ncsn_trainer_rate (trainer));
  g_ascii_formatd (number[3], sizeof number[3], "%.1f",
                   measured ? (images - log->last_images) / elapsed : 0.0);
  log->last_seconds = seconds;
  log->last_images = images;
  g_autofree char *line =
      g_strdup_printf ("%" G_GUINT64_FORMAT ",%s,%s,%s,%s", iteration, number[0], number[1],
                       number[2], measured ? number[3] : "");
  return cli_csv_file_append (log->file, line, error);
}
