/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes ratios and medians from the measurements, and prints the report as text. */
#include "evaluate-report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include <glib/gi18n.h>

/* Distances between pictures of one colour are 0; this keeps ratios finite. */
#define MIN_FLOOR 1e-6

void
cli_evaluate_report_clear (CliEvaluateReport *report)
{
  g_clear_pointer (&report->distances, g_array_unref);
}

double
cli_evaluate_min_bits (double sigma)
{
  return 8.0 + log2 (sqrt (2.0 * G_PI) * sigma);
}

double
cli_evaluate_mean_distance (const CliEvaluateReport *report, const double *distances)
{
  double sum = 0.0;
  for (guint i = 0; i < report->scales; i++)
    sum += distances[i];
  return sum / report->scales;
}

const double *
cli_evaluate_floor (const CliEvaluateReport *report, const CliEvaluateDistance *distance)
{
  return report->training ? distance->training : distance->held_out;
}

double
cli_evaluate_scale_ratio (const CliEvaluateReport *report, const CliEvaluateDistance *distance,
                          guint scale)
{
  return distance->generated[scale] / MAX (cli_evaluate_floor (report, distance)[scale], MIN_FLOOR);
}

double
cli_evaluate_ratio (const CliEvaluateReport *report, const CliEvaluateDistance *distance)
{
  double sum = 0.0;
  for (guint i = 0; i < report->scales; i++)
    sum += log (cli_evaluate_scale_ratio (report, distance, i)) / report->scales;
  return exp (sum);
}

static int
compare (const void *a, const void *b)
{
  const double one = ((const NcsnNeighbour *)a)->distance;
  const double other = ((const NcsnNeighbour *)b)->distance;
  return (one > other) - (one < other);
}

double
cli_evaluate_median (const CliEvaluateReport *report, const NcsnNeighbour *neighbours)
{
  const guint n = report->n_neighbours;
  g_autofree NcsnNeighbour *sorted = g_memdup2 (neighbours, n * sizeof *neighbours);
  qsort (sorted, n, sizeof *sorted, compare);
  return 0.5 * (sorted[(n - 1) / 2].distance + sorted[n / 2].distance);
}

double
cli_evaluate_nearest (const CliEvaluateReport *report, const NcsnNeighbour *neighbours)
{
  double nearest = INFINITY;
  for (guint i = 0; i < report->n_neighbours; i++)
    nearest = MIN (nearest, neighbours[i].distance);
  return nearest;
}

double
cli_evaluate_neighbour_ratio (const CliEvaluateReport *report)
{
  return cli_evaluate_median (report, report->generated) /
         MAX (cli_evaluate_median (report, report->held_out), MIN_FLOOR);
}

/* The columns are as wide as their English headings. */
static void
print_losses (const CliEvaluateReport *report)
{
  const double half = 0.5 * (double)report->dimension;
  g_print (_ ("           σ         Loss   Std. error  Per dimension\n"));
  for (guint i = 0; i < report->levels; i++)
    g_print ("%12.5g %12.5g %12.3g %14.5f\n", report->sigmas[i], report->losses[i].mean,
             report->losses[i].standard_error, report->losses[i].mean / report->dimension);
  g_print (_ ("\nThe loss is the mean of ½ ‖σ s(x + σz, σ) + z‖² over the pictures, z ~ N(0, I). A "
              "score of zero has\n%.6g, which is 0.5 per dimension, at every level.\n"),
           half);
}

static void
print_likelihood (const CliEvaluateReport *report)
{
  g_print (_ ("\nLikelihood:     %.4f ± %.4f bits per dimension, over %u pictures\n"),
           report->bits.mean, report->bits.standard_error, report->likelihood_count);
  g_print (_ ("Evaluations:    %" PRIu64
              " of the score and its divergence (tolerance %g, probes a picture: %u)\n\n"),
           report->evaluations, report->tolerance, report->probes);
  g_print (
      _ ("This is -log2 p / D + 8, with bytes spread uniformly over their 256 intervals. p is the "
         "density of the\nmodel's probability flow from σ = %.4g to σ = %.4g at the pictures, "
         "without added noise. With an exact\nscore it is the density of the data with noise of "
         "σ = %.4g, which needs at least %.4f bits. Fewer bits mean\nthat the score is not exact "
         "at pictures with less noise than their level, which training does not cover.\n"),
      report->ladder.sigma_end, report->ladder.sigma_begin, report->ladder.sigma_end,
      cli_evaluate_min_bits (report->ladder.sigma_end));
}

/* Prints a row of the table: mean distances, and the ratio to the floor at each scale. */
static void
print_distance (const CliEvaluateReport *report, const CliEvaluateDistance *distance)
{
  g_print ("%-16s %10.5f", distance->name != NULL ? distance->name : _ ("all"),
           cli_evaluate_mean_distance (report, distance->generated));
  if (report->training)
    g_print (" %10.5f", cli_evaluate_mean_distance (report, distance->training));
  g_print (" %10.5f %8.3f ", cli_evaluate_mean_distance (report, distance->held_out),
           cli_evaluate_ratio (report, distance));
  for (guint i = 0; i < report->scales; i++)
    g_print (" %8.3f", cli_evaluate_scale_ratio (report, distance, i));
  g_print ("\n");
}

static void
print_distances (const CliEvaluateReport *report)
{
  static const char *const scales[NCSN_PATCH_SCALES] = {N_ ("full"), N_ ("half"), N_ ("quarter")};
  g_print (_ ("\nDistances to held-out pictures, of %u each:\n"), report->samples);
  g_print ("%-16s %10s", _ ("Class"), _ ("Generated"));
  if (report->training)
    g_print (" %10s", _ ("Training"));
  g_print (" %10s %8s ", _ ("Held out"), _ ("Ratio"));
  for (guint i = 0; i < report->scales; i++)
    g_print (" %8s", _ (scales[i]));
  g_print ("\n");
  for (guint i = 0; i < report->distances->len; i++)
    print_distance (report, &g_array_index (report->distances, CliEvaluateDistance, i));
  g_print (
      _ ("\nSliced Wasserstein distances of patches of 7 × 7 pixels, in pixel values: the mean "
         "over the scales of a\nLaplacian pyramid, for new and for real pictures. The ratio at "
         "each scale, and the geometric mean of\nthem, "));
  g_print (report->training
               ? _ ("is to the distance of the training pictures: 1 is as good as copies.\n")
               : _ ("is to the distance of a second drawing of held-out pictures.\n"));
}

static void
print_neighbours (const CliEvaluateReport *report)
{
  g_print (_ ("\nNearest training pictures, by the root mean square difference:\n"
              "  to %2u generated ones:  median %.5f, least %.5f\n"
              "  to %2u held-out ones:   median %.5f, least %.5f\n"
              "The ratio of the medians is %.3f; copies would be far nearer than held-out "
              "pictures.\n"),
           report->n_neighbours, cli_evaluate_median (report, report->generated),
           cli_evaluate_nearest (report, report->generated), report->n_neighbours,
           cli_evaluate_median (report, report->held_out),
           cli_evaluate_nearest (report, report->held_out), cli_evaluate_neighbour_ratio (report));
}

void
cli_evaluate_report_text (const CliEvaluateReport *report)
{
  g_autofree char *model = ncsn_text_clean (report->model, "");
  g_print (_ ("Model:          %s\n"), model);
  g_print (report->patches
               ? _ ("Patches:        %u, out of %zu pictures, of %zu dimensions each\n\n")
               : _ ("Pictures:       %u of %zu, of %zu dimensions each\n\n"),
           report->count, report->available, report->dimension);
  print_losses (report);
  if (report->likelihood_count > 0)
    print_likelihood (report);
  if (report->distances != NULL)
    print_distances (report);
  if (report->n_neighbours > 0)
    print_neighbours (report);
}
