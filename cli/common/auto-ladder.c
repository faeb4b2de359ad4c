/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the largest noise level by the distances between pictures. */
#include "auto-ladder.h"

#include <glib/gi18n.h>

#include "command.h"

#define DIGITS "%.6g"

/* Differences of pixels that one core computes in about a second. */
#define A_SECOND 8e9

guint
cli_subsample_count (const NcsnDataset *dataset, guint subsample)
{
  return (guint)MIN (dataset->count, subsample);
}

gboolean
cli_largest_distance (const NcsnDataset *dataset, guint subsample, guint64 seed,
                      NcsnThreads *threads, double *distance, GError **error)
{
  const gsize size = (gsize)dataset->width * dataset->height * dataset->channels;
  const guint count = cli_subsample_count (dataset, subsample);
  g_autofree float *pictures = g_try_malloc_n (count, size * sizeof (float));
  if (pictures == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("%u pictures to compare do not fit in memory; compare fewer, or make them "
                    "smaller with --size."),
                 count);
    return FALSE;
  }
  if (!ncsn_dataset_draw (dataset, seed, count, pictures, NULL, error))
    return FALSE;
  if (0.5 * count * count * size > A_SECOND * ncsn_threads_count (threads))
    cli_note (_ ("Comparing %u pictures with each other."), count);

  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const double largest = ncsn_largest_distance (pictures, count, size, threads);
  *distance = g_ascii_strtod (g_ascii_formatd (text, sizeof (text), DIGITS, largest), NULL);
  if (largest > 0)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("The pictures do not differ, so no noise level follows from their "
                          "distance; give a number with --sigma-begin."));
  return FALSE;
}

gboolean
cli_auto_ladder_prepare (CliScheduleOptions *options, const NcsnDataset *dataset, guint64 seed,
                         NcsnThreads *threads, GError **error)
{
  if (!cli_schedule_option_is_auto (options->sigma_begin) &&
      !cli_schedule_option_is_auto (options->levels) &&
      !cli_schedule_option_is_auto (options->epsilon))
    return TRUE;
  options->dimension = dataset->width * dataset->height * dataset->channels;
  if (!cli_schedule_option_is_auto (options->sigma_begin))
    return TRUE;

  double distance;
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (!cli_largest_distance (dataset, CLI_SUBSAMPLE, seed, threads, &distance, error))
    return FALSE;
  cli_note (_ ("The largest distance between two of %u pictures is %.4g."),
            cli_subsample_count (dataset, CLI_SUBSAMPLE), distance);
  g_free (options->sigma_begin);
  options->sigma_begin = g_strdup (g_ascii_formatd (text, sizeof (text), DIGITS, distance));
  return TRUE;
}
