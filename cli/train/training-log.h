/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV files that grow with a training, by whole lines, each of which begins with an iteration:
 * its log, MODEL.csv, and the held-out losses (held-out.h). */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _CliCsvFile CliCsvFile;

/* Opens `path` for a training that has done `iterations` steps. A new training (0) begins the file
 * anew, and so does one whose file has another header. One that goes on keeps the lines up to there
 * and drops what came after the checkpoint, so that the file reads as if nothing had happened. */
CliCsvFile *cli_csv_file_open (const char *path, const char *header, guint64 iterations,
                               GError **error);
void cli_csv_file_close (CliCsvFile *file); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliCsvFile, cli_csv_file_close)

/* Appends a line (without its end). When it fails the file is as before, and may be tried again. */
gboolean cli_csv_file_append (CliCsvFile *file, const char *line, GError **error);

/* Reads the numbers of a file like these, line by line: `columns` a line, NAN for what is empty or
 * missing. NULL when it cannot be read. Free with g_array_unref (). */
GArray *cli_csv_file_read (const char *path, guint columns);

/* Whether the file begins as such logs do. */
gboolean cli_csv_file_is (const char *path);

/* The log: iteration, seconds, loss, rate, images per second. */
typedef struct _CliTrainingLog CliTrainingLog;

/* Opens `path` for a training that has done `iterations` steps, as cli_csv_file_open (). */
CliTrainingLog *cli_training_log_open (const char *path, guint64 iterations, GError **error);
void cli_training_log_close (CliTrainingLog *log); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainingLog, cli_training_log_close)

/* Notes a step. A line goes out every NCSN_RECENT_STEPS iterations, with the mean loss of those. */
gboolean cli_training_log_step (CliTrainingLog *log, const NcsnTrainer *trainer, GError **error);

G_END_DECLS
