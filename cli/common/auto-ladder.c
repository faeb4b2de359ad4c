/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the largest noise level by the distances between pictures. */
#include "auto-ladder.h"

#include <math.h>

#include <glib/gi18n.h>

#include "command.h"

#define DIGITS 6

/* Differences of pixels that one core computes in about a second. */
#define A_SECOND 8e9

double
cli_round_sigma (double sigma)
{
  const double scale = pow (10.0, DIGITS - 1 - floor (log10 (sigma)));
  return round (sigma * scale) / scale;
}

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
                 ngettext ("%u picture to compare does not fit in memory; compare fewer, or make "
                           "them smaller with --size.",
                           "%u pictures to compare do not fit in memory; compare fewer, or make "
                           "them smaller with --size.",
                           count),
                 count);
    return FALSE;
  }
  if (!ncsn_dataset_draw (dataset, seed, count, pictures, NULL, error))
    return FALSE;
  if (0.5 * count * count * size > A_SECOND * ncsn_threads_count (threads))
    cli_note (ngettext ("Comparing %u picture with each other.",
                        "Comparing %u pictures with each other.", count),
              count);

  const double largest = ncsn_largest_distance (pictures, count, size, threads);
  if (largest > 0) {
    *distance = cli_round_sigma (largest);
    return TRUE;
  }
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("The pictures do not differ, so no noise level follows from their "
                          "distance; give a number with --sigma-begin."));
  return FALSE;
}

gboolean
cli_auto_ladder_prepare (CliScheduleOptions *options, const NcsnDataset *dataset, guint64 seed,
                         NcsnThreads *threads, GError **error)
{
  CliNumber *sigma = &options->numbers[NCSN_NUMBER_SIGMA_BEGIN];
  const guint count = cli_subsample_count (dataset, CLI_SUBSAMPLE);
  double distance;
  options->dimension = dataset->width * dataset->height * dataset->channels;
  if (!sigma->automatic)
    return TRUE;
  if (!cli_largest_distance (dataset, CLI_SUBSAMPLE, seed, threads, &distance, error))
    return FALSE;
  cli_note (ngettext ("The largest distance between two of %u picture is %.4g.",
                      "The largest distance between two of %u pictures is %.4g.", count),
            count, distance);
  *sigma = CLI_NUMBER (distance);
  return TRUE;
}
