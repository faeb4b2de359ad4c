/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the CSV of a training, whole lines only. */
#include "training-log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define HEADER "iteration,seconds,loss,rate,images_per_second"
#define ITERATIONS_A_LINE 10

struct _CliTrainingLog {
  FILE *file;
  char *path;
  double loss_sum;
  guint loss_count;
  double last_seconds; /* negative: not known, nothing to measure a speed against */
  guint64 last_images;
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
keep_lines (const char *path, guint64 iterations, GError **error)
{
  g_autofree char *old = NULL;
  GString *kept = g_string_new (HEADER "\n");
  if (iterations > 0 && g_file_get_contents (path, &old, NULL, NULL)) {
    g_auto (GStrv) lines = g_strsplit (old, "\n", -1);
    const guint n = g_strv_length (lines);
    /* The text after the last newline is a line cut off in the middle, or nothing. */
    for (guint i = 0; i + 1 < n; i++) {
      const guint64 iteration = g_ascii_strtoull (lines[i], NULL, 10);
      if (iteration > 0 && iteration <= iterations)
        g_string_append_printf (kept, "%s\n", lines[i]);
    }
  }
  const gboolean written = g_file_set_contents (path, kept->str, kept->len, error);
  g_string_free (kept, TRUE);
  return written;
}

CliTrainingLog *
cli_training_log_open (const char *path, guint64 iterations, GError **error)
{
  if (!keep_lines (path, iterations, error))
    return NULL;
  FILE *file = g_fopen (path, "ae");
  if (file == NULL) {
    set_errno (error, path);
    return NULL;
  }
  CliTrainingLog *log = g_new0 (CliTrainingLog, 1);
  log->file = file;
  log->path = g_strdup (path);
  log->last_seconds = iterations == 0 ? 0.0 : -1.0;
  return log;
}

void
cli_training_log_close (CliTrainingLog *log)
{
  if (log == NULL)
    return;
  fclose (log->file);
  g_free (log->path);
  g_free (log);
}

gboolean
cli_training_log_step (CliTrainingLog *log, guint64 iteration, double seconds, double loss,
                       double rate, guint64 images, GError **error)
{
  log->loss_sum += loss;
  log->loss_count++;
  if (iteration % ITERATIONS_A_LINE != 0)
    return TRUE;

  const double elapsed = seconds - log->last_seconds;
  const gboolean measured = log->last_seconds >= 0.0 && elapsed > 0.0;
  char number[4][G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (number[0], sizeof number[0], "%.3f", seconds);
  g_ascii_formatd (number[1], sizeof number[1], "%.6g", log->loss_sum / log->loss_count);
  g_ascii_formatd (number[2], sizeof number[2], "%.6g", rate);
  g_ascii_formatd (number[3], sizeof number[3], "%.1f",
                   measured ? (images - log->last_images) / elapsed : 0.0);
  log->loss_sum = 0.0;
  log->loss_count = 0;
  log->last_seconds = seconds;
  log->last_images = images;
  /* One write a line, so that whoever reads along sees whole lines. */
  if (fprintf (log->file, "%" G_GUINT64_FORMAT ",%s,%s,%s,%s\n", iteration, number[0], number[1],
               number[2], measured ? number[3] : "") < 0 ||
      fflush (log->file) != 0)
    return set_errno (error, log->path);
  return TRUE;
}
