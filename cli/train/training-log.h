/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV files of a training, the log MODEL.csv and the held-out losses (held-out.h). They grow by
 * whole lines, each of which begins with an iteration. image/training-numbers.h reads them. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _CliCsvFile CliCsvFile;

/* Opens `path` for a training that has done `iterations` steps. A new training (0), or a file with
 * another header, begins a new file. A resumed training keeps the lines up to `iterations` and
 * drops later ones, as if the training had never been interrupted. */
CliCsvFile *cli_csv_file_open (const char *path, const char *header, guint64 iterations,
                               GError **error);
void cli_csv_file_close (CliCsvFile *file); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliCsvFile, cli_csv_file_close)

/* Appends a line, given without newline. If it fails the file is unchanged, and it can be retried.
 */
gboolean cli_csv_file_append (CliCsvFile *file, const char *line, GError **error);

/* Whether the file begins like these files. */
gboolean cli_csv_file_is (const char *path);

/* The log: iteration, seconds, loss, rate, images per second. */
typedef struct _CliTrainingLog CliTrainingLog;

/* Opens `path` for a training that has done `iterations` steps, as cli_csv_file_open (). */
CliTrainingLog *cli_training_log_open (const char *path, guint64 iterations, GError **error);
void cli_training_log_close (CliTrainingLog *log); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainingLog, cli_training_log_close)

/* Logs a step: every NCSN_RECENT_STEPS iterations it writes a line with the mean loss of these. */
gboolean cli_training_log_step (CliTrainingLog *log, const NcsnTrainer *trainer, GError **error);

G_END_DECLS
