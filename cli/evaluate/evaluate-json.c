/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the report as JSON. */
#include "evaluate-report.h"

#include "cli/common/print.h"

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
                                 cli_evaluate_min_bits (report->ladder.sigma_end));
  json_object_set_double_member (object, "sigma_begin", report->ladder.sigma_begin);
  json_object_set_double_member (object, "sigma_end", report->ladder.sigma_end);
  json_object_set_double_member (object, "tolerance", report->tolerance);
  json_object_set_int_member (object, "probes", report->probes);
  json_object_set_int_member (object, "evaluations", (gint64)report->evaluations);
  return object;
}

static JsonArray *
describe_scales (const CliEvaluateReport *report, const double *distances)
{
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < report->scales; i++)
    json_array_add_double_element (list, distances[i]);
  return list;
}

static JsonArray *
describe_distances (const CliEvaluateReport *report)
{
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < report->distances->len; i++) {
    const CliEvaluateDistance *distance =
        &g_array_index (report->distances, CliEvaluateDistance, i);
    JsonObject *object = json_object_new ();
    if (distance->name != NULL)
      json_object_set_string_member (object, "class", distance->name);
    json_object_set_array_member (object, "generated",
                                  describe_scales (report, distance->generated));
    if (report->training)
      json_object_set_array_member (object, "training",
                                    describe_scales (report, distance->training));
    json_object_set_array_member (object, "held_out", describe_scales (report, distance->held_out));
    json_object_set_double_member (object, "ratio", cli_evaluate_ratio (report, distance));
    json_array_add_object_element (list, object);
  }
  return list;
}

static JsonArray *
describe_nearest (const CliEvaluateReport *report, const NcsnNeighbour *neighbours)
{
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < report->n_neighbours; i++)
    json_array_add_double_element (list, neighbours[i].distance);
  return list;
}

static JsonObject *
describe_neighbours (const CliEvaluateReport *report)
{
  JsonObject *object = json_object_new ();
  json_object_set_array_member (object, "generated", describe_nearest (report, report->generated));
  json_object_set_array_member (object, "held_out", describe_nearest (report, report->held_out));
  json_object_set_double_member (object, "ratio", cli_evaluate_neighbour_ratio (report));
  return object;
}

void
cli_evaluate_report_json (const CliEvaluateReport *report)
{
  JsonObject *object = json_object_new ();
  g_autofree char *model = g_utf8_make_valid (report->model, -1);
  json_object_set_string_member (object, "file", model);
  json_object_set_int_member (object, "pictures", report->count);
  json_object_set_int_member (object, "dimension", (gint64)report->dimension);
  json_object_set_double_member (object, "zero_loss", 0.5 * (double)report->dimension);
  json_object_set_array_member (object, "levels", describe_losses (report));
  if (report->likelihood_count > 0)
    json_object_set_object_member (object, "likelihood", describe_likelihood (report));
  if (report->distances != NULL) {
    json_object_set_int_member (object, "samples", report->samples);
    json_object_set_string_member (object, "floor", report->training ? "training" : "held_out");
    json_object_set_array_member (object, "distances", describe_distances (report));
  }
  if (report->n_neighbours > 0)
    json_object_set_object_member (object, "neighbours", describe_neighbours (report));
  cli_print_json (object);
}
