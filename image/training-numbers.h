/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the CSV files that a training writes while it runs: the log, and the held-out losses. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first columns of the log (NCSN_TRAINING_LOG); a line is the mean of some steps. */
enum {
  NCSN_TRAINING_ITERATION, /* of the last of these steps */
  NCSN_TRAINING_SECONDS,   /* of all steps until then */
  NCSN_TRAINING_LOSS,
  NCSN_TRAINING_COLUMNS
};

/* The first `columns` numbers of each line after the header, as an array (lines, columns) of double
 * (transfer full, g_array_unref ()). Empty or missing numbers are NAN. NULL if the file cannot be
 * read. */
GArray *ncsn_training_numbers_read (const char *path, guint columns);

G_END_DECLS
