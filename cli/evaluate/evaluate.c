/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn evaluate: measures a model by its losses, its likelihood and its samples. */
#include "cli/common/command.h"

#include <math.h>

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "evaluate-picture.h"
#include "image/model-finder.h"

/* Default numbers of pictures. A likelihood costs as much as the losses of many pictures. */
#define DEFAULT_LOSS_COUNT 256
#define DEFAULT_LIKELIHOOD_COUNT 64

/* Chooses up to CLI_EVALUATE_LEVELS levels of the ladder, evenly spread from first to last. */
static void
choose_levels (const NcsnLadder *ladder, CliEvaluateReport *report)
{
  g_autofree double *sigmas = g_new (double, ladder->levels);
  ncsn_ladder_sigmas (ladder, sigmas);
  report->ladder = *ladder;
  report->levels = MIN (ladder->levels, CLI_EVALUATE_LEVELS);
  for (guint i = 0; i < report->levels; i++) {
    const double place = i / MAX (report->levels - 1.0, 1.0);
    report->sigmas[i] = sigmas[(guint)lround (place * (ladder->levels - 1))];
  }
}

static gboolean
choose_counts (const CliEvaluateOptions *o, const CliEvaluateSettings *settings,
               const CliEvaluateData *data, CliEvaluateReport *report, GError **error)
{
  report->dimension = data->size;
  report->available = data->held_out.pictures->count;
  report->probes = settings->probes;
  report->tolerance = settings->tolerance;
  const gsize max = report->patches ? G_MAXUINT : report->available;
  report->count = settings->count > 0 ? settings->count : (guint)MIN (DEFAULT_LOSS_COUNT, max);
  if (o->likelihood)
    report->likelihood_count =
        settings->count > 0 ? settings->count : MIN (report->count, DEFAULT_LIKELIHOOD_COUNT);
  if (report->count <= max)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               ngettext ("There is only %zu picture; lower --count from %u.",
                         "There are only %zu pictures; lower --count from %u.", report->available),
               report->available, report->count);
  return FALSE;
}

/* An NcsnEvaluationFunc. */
static void
on_progress (double done, double sigma, gpointer data)
{
  cli_evaluate_watch_show (data, done);
}

static gboolean
measure_loss (const NcsnModel *model, NcsnThreads *threads, NcsnEvaluation *evaluation,
              CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  g_auto (CliEvaluateWatch) watch = {0};
  cli_evaluate_watch_init (&watch, _ ("Loss"), interrupt);
  evaluation->count = report->count;
  evaluation->progress_data = &watch;
  return ncsn_evaluate_loss (model, threads, evaluation, report->sigmas, report->levels,
                             report->losses, error);
}

static gboolean
measure_likelihood (const NcsnModel *model, NcsnThreads *threads, NcsnEvaluation *evaluation,
                    CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  g_auto (CliEvaluateWatch) watch = {0};
  if (report->likelihood_count == 0)
    return TRUE;
  cli_evaluate_watch_init (&watch, _ ("Likelihood"), interrupt);
  evaluation->count = report->likelihood_count;
  evaluation->progress_data = &watch;
  return ncsn_evaluate_likelihood (model, threads, evaluation, report->tolerance, report->probes,
                                   &report->bits, &report->evaluations, error);
}

/* Measures the score at pictures of the data. */
static gboolean
measure_score (const CliEvaluateData *data, const CliEvaluateSettings *settings,
               const NcsnModel *model, NcsnThreads *threads, CliInterrupt *interrupt,
               CliEvaluateReport *report, GError **error)
{
  g_autofree float *pictures = NULL;
  g_autofree guint *classes = NULL;
  if (!cli_evaluate_set_draw (&data->held_out, model, report->count, settings->seed, &pictures,
                              &classes, error))
    return FALSE;
  NcsnEvaluation evaluation = {.pictures = pictures,
                               .classes = classes,
                               .seed = settings->seed,
                               .progress = on_progress,
                               .cancellable = cli_interrupt_cancellable (interrupt)};
  return measure_loss (model, threads, &evaluation, interrupt, report, error) &&
         measure_likelihood (model, threads, &evaluation, interrupt, report, error);
}

/* Generates and compares samples, and writes the picture of the evaluation. */
static gboolean
measure_samples (const CliEvaluateData *data, const CliEvaluateOptions *o,
                 const CliEvaluateSettings *settings, const NcsnModel *model, NcsnThreads *threads,
                 CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnShape shape = {1, config->height, config->width, config->channels};
  g_auto (CliEvaluateSamples) samples = {0};
  g_auto (CliEvaluatePairs) pairs = {0};
  if (settings->samples > 0 && (!cli_evaluate_samples (&samples, data, model, threads, o, settings,
                                                       interrupt, report, error) ||
                                !cli_evaluate_pairs (&pairs, &samples, data, model, threads, o,
                                                     settings, interrupt, report, error)))
    return FALSE;
  return o->picture == NULL || cli_evaluate_picture_save (report, &pairs, shape, o->picture, error);
}

/* Fills the report. */
static gboolean
evaluate (const CliEvaluateOptions *o, const CliEvaluateSettings *settings, const NcsnModel *model,
          NcsnImageLoader *loader, CliEvaluateReport *report, GError **error)
{
  const NcsnLadder ladder = ncsn_model_config_ladder (ncsn_model_config (model));
  g_auto (CliEvaluateData) data = {0};
  report->patches = ncsn_model_config (model)->patches && !o->resize;
  choose_levels (&ladder, report);
  if ((o->picture != NULL && !cli_check_png_output (o->picture, error)) ||
      !cli_evaluate_data_load (&data, model, o, settings, loader, error) ||
      !choose_counts (o, settings, &data, report, error))
    return FALSE;

  g_autoptr (NcsnThreads) threads = ncsn_threads_new (settings->threads);
  g_autoptr (CliInterrupt) interrupt = cli_interrupt_new ();
  return measure_score (&data, settings, model, threads, interrupt, report, error) &&
         measure_samples (&data, o, settings, model, threads, interrupt, report, error);
}

int
cli_evaluate (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (CliEvaluateOptions) options = {0};
  g_auto (CliEvaluateReport) report = {0};
  CliEvaluateSettings settings;
  g_autoptr (GError) error = NULL;
  if (!cli_evaluate_options_parse (argc, argv, &options))
    return CLI_USAGE;
  if (!cli_evaluate_options_understand (&options, &settings, &error))
    return cli_usage (argv[0], "%s", error->message);

  g_autofree char *path = ncsn_model_finder_find (options.model, &error);
  g_autoptr (NcsnModel) model = path != NULL ? ncsn_model_load (path, &error) : NULL;
  report.model = path;
  if (model == NULL || !evaluate (&options, &settings, model, loader, &report, &error))
    return cli_fail (error);
  if (options.json)
    cli_evaluate_report_json (&report);
  else
    cli_evaluate_report_text (&report);
  return CLI_OK;
}
