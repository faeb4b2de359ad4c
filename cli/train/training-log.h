/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV file of a training: iteration, seconds, loss, rate, images per second. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _CliTrainingLog CliTrainingLog;

/* Opens `path` for a training that has done `iterations` steps, as cli_csv_file_open (). */
CliTrainingLog *cli_training_log_open (const char *path, guint64 iterations, GError **error);
void cli_training_log_close (CliTrainingLog *log); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainingLog, cli_training_log_close)

/* Notes a step. A line goes out every NCSN_RECENT_STEPS iterations, with the mean loss of those. */
gboolean cli_training_log_step (CliTrainingLog *log, const NcsnTrainer *trainer, GError **error);

G_END_DECLS
