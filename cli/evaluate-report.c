/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints losses and likelihoods. */
#include "evaluate-report.h"

#include <math.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* The bits per dimension that an exact score cannot fall below: the density of anything seen
 * through N(0, σ²I) is at most (2πσ²)^(-D/2). */
static double
least_bits (double sigma)
{
  return 8.0 + log2 (sqrt (2.0 * G_PI) * sigma);
}

/* The columns are as wide as their English heads. */
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
  g_print (_ ("Evaluations:    %" G_GUINT64_FORMAT
              " of the score and its divergence (tolerance %g, probes a picture: %u)\n\n"),
           report->evaluations, report->tolerance, report->probes);
  g_print (
      _ ("This is -log2 p / D + 8 for bytes spread over their 256 intervals. p is the density of "
         "the "
         "model's\nprobability flow from σ = %.4g to σ = %.4g at the pictures, with no noise "
         "added. "
         "With an exact score it is\nthat of the data seen through noise of σ = %.4g, which leaves "
         "at least %.4f bits. Fewer mean that the\nscore is not exact at pictures with less noise "
         "than their level says, which training does not show it.\n"),
      report->ladder.sigma_end, report->ladder.sigma_begin, report->ladder.sigma_end,
      least_bits (report->ladder.sigma_end));
}

void
cli_evaluate_report_text (const CliEvaluateReport *report)
{
  g_print (_ ("Model:          %s\n"), report->model);
  g_print (
      _ ("Pictures:       %u of %" G_GSIZE_FORMAT ", of %" G_GSIZE_FORMAT " dimensions each\n\n"),
      report->count, report->available, report->dimension);
  print_losses (report);
  if (report->likelihood_count > 0)
    print_likelihood (report);
}

static JsonArray *
describe_losses (const CliEvaluateReport *report)
{
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < report->levels; i++) {
    JsonObject *level = json_object_new ();
    json_object_set_double_member (level, "sigma", report->sigmas[i]);
    json_object_set_double_member (level, "loss", report->losses[i].mean);
    json_object_set_double_member (level, "standard_error", report->losses[i].standard_error);
    json_array_add_object_element (list, level);
  }
  return list;
}

static JsonObject *
describe_likelihood (const CliEvaluateReport *report)
{
  JsonObject *object = json_object_new ();
  json_object_set_int_member (object, "pictures", report->likelihood_count);
  json_object_set_double_member (object, "bits_per_dimension", report->bits.mean);
  json_object_set_double_member (object, "standard_error", report->bits.standard_error);
  json_object_set_double_member (object, "least_bits_per_dimension",
                                 least_bits (report->ladder.sigma_end));
  json_object_set_double_member (object, "sigma_begin", report->ladder.sigma_begin);
  json_object_set_double_member (object, "sigma_end", report->ladder.sigma_end);
  json_object_set_double_member (object, "tolerance", report->tolerance);
  json_object_set_int_member (object, "probes", report->probes);
  json_object_set_int_member (object, "evaluations", (gint64)report->evaluations);
  return object;
}

void
cli_evaluate_report_json (const CliEvaluateReport *report)
{
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "file", report->model);
  json_object_set_int_member (object, "pictures", report->count);
  json_object_set_int_member (object, "dimension", (gint64)report->dimension);
  json_object_set_double_member (object, "zero_loss", 0.5 * (double)report->dimension);
  json_object_set_array_member (object, "levels", describe_losses (report));
  if (report->likelihood_count > 0)
    json_object_set_object_member (object, "likelihood", describe_likelihood (report));
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (root, object);
  g_autofree char *text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}
