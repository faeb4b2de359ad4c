/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn evaluate: a model's loss at each noise level, and its likelihood. */
#include "command.h"

#include <math.h>

#include <glib/gi18n.h>

#include "evaluate-data.h"
#include "evaluate-report.h"
#include "image/model-finder.h"
#include "interrupt.h"
#include "progress.h"
#include "values.h"

/* Where no count is given. A likelihood costs as much as the losses of many pictures. */
#define LOSS_COUNT 256
#define LIKELIHOOD_COUNT 64

#define MAX_COUNT 1000000

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *model, *data, *count, *seed, *probes, *tolerance, *threads;
  gboolean likelihood, resize, json;
} EvaluateOptions;

/* What they mean. */
typedef struct {
  guint count; /* 0: as suits the data */
  guint seed, probes, threads;
  double tolerance;
} EvaluateSettings;

static void
evaluate_options_clear (EvaluateOptions *o)
{
  char *texts[] = {o->model, o->data, o->count, o->seed, o->probes, o->tolerance, o->threads};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EvaluateOptions, evaluate_options_clear)

static gboolean
parse_command_line (int argc, char **argv, EvaluateOptions *o)
{
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &o->model,
       N_ ("Name of an installed model, or path of a model file"), N_ ("MODEL")},
      {"data", 'd', 0, G_OPTION_ARG_FILENAME, &o->data,
       N_ ("Folder of pictures or IDX file, as for ncsn train, that the model has not seen"),
       N_ ("PATH")},
      {"resize", 0, 0, G_OPTION_ARG_NONE, &o->resize,
       N_ ("Cut and resize the pictures to the model's size"), NULL},
      {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count,
       N_ ("How many of the pictures, drawn by the seed (256 for the loss, 64 for the likelihood)"),
       N_ ("N")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, N_ ("Of all that is random (0)"), N_ ("N")},
      {"likelihood", 'l', 0, G_OPTION_ARG_NONE, &o->likelihood,
       N_ ("Also find the likelihood, by the probability-flow ODE"), NULL},
      {"probes", 0, 0, G_OPTION_ARG_STRING, &o->probes,
       N_ ("Random vectors a picture that its divergence is found by (1)"), N_ ("N")},
      {"tolerance", 0, 0, G_OPTION_ARG_STRING, &o->tolerance,
       N_ ("Local error that the ODE's solver may make (1e-4)"), N_ ("ERROR")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("As JSON, for programs"), NULL},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->threads,
       N_ ("Threads to use (as many as there are processors); the result does not depend on it"),
       N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL, _ ("Tells how well a model fits pictures that it has not seen."),
      _ ("The denoising loss is told at up to 20 levels of the model's ladder, with σ² as its "
         "weight "
         "whatever the\nmodel was trained with, and with its standard error over the pictures. A "
         "model with classes is told\nthe classes of the pictures, so they must have some.\n\n"
         "Example:\n"
         "  ncsn evaluate --model digits --data t10k-images-idx3-ubyte.gz --likelihood"),
      NULL);
}

static gboolean
understand (const EvaluateOptions *o, EvaluateSettings *settings, GError **error)
{
  const char *sentence = NULL;
  *settings = (EvaluateSettings){.probes = 1, .tolerance = 1e-4};
  if (o->model == NULL || o->data == NULL)
    sentence = o->model == NULL ? _ ("--model is missing") : _ ("--data is missing");
  else if (!o->likelihood && (o->probes != NULL || o->tolerance != NULL))
    sentence = _ ("--probes and --tolerance are for --likelihood; add it, or leave them out");
  if (sentence != NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, sentence);
    return FALSE;
  }
  return cli_parse_uint ("count", o->count, 2, MAX_COUNT, &settings->count, error) &&
         cli_parse_uint ("seed", o->seed, 0, G_MAXUINT32, &settings->seed, error) &&
         cli_parse_uint ("probes", o->probes, 1, 1000, &settings->probes, error) &&
         cli_parse_double ("tolerance", o->tolerance, &settings->tolerance, error) &&
         cli_parse_uint ("threads", o->threads, 1, 1024, &settings->threads, error);
}

/* Up to CLI_EVALUATE_LEVELS levels of the ladder, evenly spread from the first to the last. */
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

/* What one measurement shows while it runs. */
typedef struct {
  const char *what;
  CliInterrupt *interrupt;
  CliProgress *progress;
} Watch;

static void
on_progress (double done, double sigma, gpointer data)
{
  Watch *watch = data;
  cli_interrupt_check (watch->interrupt);
  if (done <= 0.0 || !cli_progress_is_due (watch->progress))
    return;
  g_autofree char *duration =
      cli_format_seconds (cli_progress_elapsed (watch->progress) * (1.0 - done) / done);
  g_autofree char *text = g_strdup_printf (_ ("%s: %3.0f %%, σ %.4g, %s left"), watch->what,
                                           100.0 * done, sigma, duration);
  cli_progress_show (watch->progress, text);
}

static gboolean
measure_loss (const NcsnModel *model, NcsnThreads *threads, NcsnEvaluation *evaluation,
              CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  g_autoptr (CliProgress) progress = cli_progress_new ();
  Watch watch = {_ ("Loss"), interrupt, progress};
  evaluation->count = report->count;
  evaluation->progress_data = &watch;
  return ncsn_evaluate_loss (model, threads, evaluation, report->sigmas, report->levels,
                             report->losses, error);
}

static gboolean
measure_likelihood (const NcsnModel *model, NcsnThreads *threads, NcsnEvaluation *evaluation,
                    CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  g_autoptr (CliProgress) progress = cli_progress_new ();
  Watch watch = {_ ("Likelihood"), interrupt, progress};
  if (report->likelihood_count == 0)
    return TRUE;
  evaluation->count = report->likelihood_count;
  evaluation->progress_data = &watch;
  return ncsn_evaluate_likelihood (model, threads, evaluation, report->tolerance, report->probes,
                                   &report->bits, &report->evaluations, error);
}

/* Fills the report. */
static gboolean
evaluate (const EvaluateOptions *o, const EvaluateSettings *settings, const NcsnModel *model,
          NcsnImageLoader *loader, CliEvaluateReport *report, GError **error)
{
  const NcsnLadder ladder = ncsn_model_config_ladder (ncsn_model_config (model));
  g_auto (CliEvaluateData) data = {0};
  if (!cli_evaluate_data_load (&data, model, o->data, o->resize, settings->count, LOSS_COUNT,
                               settings->seed, loader, error))
    return FALSE;

  report->dimension = data.size;
  report->available = data.available;
  report->count = data.count;
  if (o->likelihood)
    report->likelihood_count =
        settings->count > 0 ? settings->count : MIN (data.count, LIKELIHOOD_COUNT);
  report->probes = settings->probes;
  report->tolerance = settings->tolerance;
  choose_levels (&ladder, report);

  g_autoptr (NcsnThreads) threads = ncsn_threads_new (settings->threads);
  g_autoptr (CliInterrupt) interrupt = cli_interrupt_new ();
  NcsnEvaluation evaluation = {.pictures = data.pictures,
                               .classes = data.classes,
                               .seed = settings->seed,
                               .progress = on_progress,
                               .cancellable = cli_interrupt_cancellable (interrupt)};
  return measure_loss (model, threads, &evaluation, interrupt, report, error) &&
         measure_likelihood (model, threads, &evaluation, interrupt, report, error);
}

int
cli_evaluate (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (EvaluateOptions) options = {0};
  EvaluateSettings settings;
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!understand (&options, &settings, &error))
    return cli_usage (argv[0], "%s", error->message);

  g_autofree char *path = ncsn_model_finder_find (options.model, &error);
  g_autoptr (NcsnModel) model = path != NULL ? ncsn_model_load (path, &error) : NULL;
  CliEvaluateReport report = {.model = path};
  if (model == NULL || !evaluate (&options, &settings, model, loader, &report, &error))
    return cli_fail (error);
  if (options.json)
    cli_evaluate_report_json (&report);
  else
    cli_evaluate_report_text (&report);
  return CLI_OK;
}
