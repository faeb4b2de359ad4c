/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws samples, measures held-out losses, and draws the chart of all losses. */
#include "training-view.h"

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/output.h"
#include "held-out.h"
#include "image/model-finder.h"
#include "image/picture-file.h"
#include "image/training-files.h"
#include "training-chart.h"

#define COLUMNS 6
#define ROWS 6
#define MAX_CLASSES 10 /* a row each */

struct _CliTrainingView {
  const NcsnTrainer *trainer;
  const NcsnModelConfig *config;
  NcsnThreads *threads;
  CliInterrupt *interrupt;
  CliHeldOut *held_out; /* NULL: nothing is held out */
  char *title, *samples, *chart, *log, *held_out_log;
  guint64 drawn;   /* the last iteration that was drawn */
  double took;     /* seconds of the last drawing; 0: none yet */
  gboolean failed; /* the last drawing failed, which has been reported */
};

CliTrainingView *
cli_training_view_new (const NcsnTrainer *trainer, const NcsnModelConfig *config,
                       const NcsnDataset *held_out, NcsnThreads *threads, CliInterrupt *interrupt,
                       const char *output, GError **error)
{
  g_autoptr (CliTrainingView) view = g_new0 (CliTrainingView, 1);
  view->trainer = trainer;
  view->config = config;
  view->threads = threads;
  view->interrupt = interrupt;
  view->title = g_path_get_basename (output);
  view->samples = cli_output_beside (output, NCSN_TRAINING_SAMPLES);
  view->chart = cli_output_beside (output, NCSN_TRAINING_CHART);
  view->log = cli_output_beside (output, NCSN_TRAINING_LOG);
  view->held_out_log = cli_output_beside (output, NCSN_TRAINING_HELD_OUT);
  if (held_out != NULL) {
    view->held_out = cli_held_out_new (config, held_out, view->held_out_log,
                                       ncsn_trainer_iteration (trainer), error);
    if (view->held_out == NULL)
      return NULL;
  }
  return g_steal_pointer (&view);
}

void
cli_training_view_free (CliTrainingView *view)
{
  if (view == NULL)
    return;
  char *texts[] = {view->title, view->samples, view->chart, view->log, view->held_out_log};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  cli_held_out_free (view->held_out);
  g_free (view);
}

static void
on_progress (const NcsnProgress *progress, gpointer data)
{
  cli_interrupt_check (data);
}

/* Rows of the sample grid: one per class, or ROWS without classes. */
static guint
count_rows (const NcsnModelConfig *config)
{
  return config->n_classes > 0 ? MIN (config->n_classes, MAX_CLASSES) : ROWS;
}

double
cli_training_view_seconds (const CliTrainingView *view, double a_picture)
{
  if (view->took > 0)
    return view->took;
  NcsnSampler sampler;
  ncsn_sampler_init_quality (&sampler, NCSN_QUALITY_DEFAULT, NCSN_PURPOSE_DRAW,
                             &view->config->schedule);
  const double evaluations = ncsn_sampler_evaluations (&sampler, 1);
  const double measured = view->held_out != NULL ? CLI_HELD_OUT_PICTURES * CLI_HELD_OUT_LEVELS : 0;
  return a_picture * (evaluations * count_rows (view->config) * COLUMNS + measured);
}

/* Saves a grid of samples; with classes a row for each, all from the same noise. */
static gboolean
save_samples (const CliTrainingView *view, const NcsnModel *model, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const guint n_classes = MIN (config->n_classes, MAX_CLASSES);
  const guint rows = count_rows (config);
  const guint calls = MAX (n_classes, 1);
  const gsize a_call =
      (gsize)rows / calls * COLUMNS * config->height * config->width * config->channels;
  NcsnTaskOptions options;
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  options.progress = on_progress;
  options.progress_data = view->interrupt;
  options.cancellable = cli_interrupt_cancellable (view->interrupt);

  g_autofree float *pictures = g_new (float, calls *a_call);
  for (guint i = 0; i < calls; i++) {
    options.class_index = n_classes > 0 ? (int)i : -1;
    if (!ncsn_generate (model, view->threads, rows / calls * COLUMNS, &options,
                        pictures + i * a_call, NULL, error))
      return FALSE;
  }
  g_autoptr (NcsnImage) grid = ncsn_image_grid (pictures, (gsize)rows * COLUMNS, config->height,
                                                config->width, config->channels, COLUMNS, error);
  g_autofree char *name = ncsn_model_finder_name (view->title);
  g_autofree char *record = ncsn_report_record ("train", name);
  return grid != NULL && ncsn_image_save_png (grid, record, view->samples, error);
}

static gboolean
draw (CliTrainingView *view, GError **error)
{
  g_autoptr (NcsnModel) model = ncsn_trainer_average (view->trainer, error);
  if (model == NULL)
    return FALSE;
  if (view->held_out != NULL &&
      !cli_held_out_measure (view->held_out, model, view->threads,
                             ncsn_trainer_iteration (view->trainer), view->interrupt, error))
    return FALSE;
  const gboolean measured = view->held_out != NULL;
  return cli_training_chart_save (view->title, view->log, measured ? view->held_out_log : NULL,
                                  measured ? cli_held_out_sigmas (view->held_out) : NULL,
                                  measured ? CLI_HELD_OUT_LEVELS : 0, view->chart, error) &&
         save_samples (view, model, error);
}

void
cli_training_view_draw (CliTrainingView *view)
{
  const guint64 iteration = ncsn_trainer_iteration (view->trainer);
  g_autoptr (GError) error = NULL;
  if (view->drawn == iteration)
    return;
  const gint64 start = g_get_monotonic_time ();
  const gboolean drawn = draw (view, &error);
  view->took = (double)(g_get_monotonic_time () - start) * 1e-6;
  if (!drawn && !view->failed && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cli_say (_ ("%s The training continues without it."), error->message);
  view->failed = !drawn;
  view->drawn = iteration;
}
