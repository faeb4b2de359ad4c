/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line for every few steps. */
#include "training-log.h"

#include "cli/common/csv-file.h"

#define HEADER "iteration,seconds,loss,rate,images_per_second"

struct _CliTrainingLog {
  CliCsvFile *file;
  double last_seconds; /* negative: not known, nothing to measure a speed against */
  guint64 last_images;
};

CliTrainingLog *
cli_training_log_open (const char *path, guint64 iterations, GError **error)
{
  CliCsvFile *file = cli_csv_file_open (path, HEADER, iterations, error);
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
