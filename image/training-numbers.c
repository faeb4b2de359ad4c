/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits lines into numbers. The files have whole lines only (cli/train/training-log.c). */
#include "training-numbers.h"

#include <math.h>

#include <ncsn/ncsn.h>

#define MAX_BYTES ((gsize)1 << 30) /* more than months of training write */

GArray *
ncsn_training_numbers_read (const char *path, guint columns)
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
