/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file that grows with a training: whole lines only, the first number of each an iteration.
 */
#pragma once

#include <gio/gio.h>

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

G_END_DECLS
