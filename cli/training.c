/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a training to its end or its interruption. */
#include "training.h"

#include <math.h>

#include <glib/gi18n.h>

#include "command.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "training-log.h"

#define PICTURE_COUNT 36
#define LOSS_MEMORY 0.99 /* of the mean that people see, a step */

/* Enough to judge a training by, at half the cost that the usual schedule has. */
#define PICTURE_LEVELS 50
#define PICTURE_EVALUATIONS 100

typedef struct {
  const CliTraining *training;
  CliInterrupt *interrupt;
  CliProgress *progress;
  CliTrainingLog *log;
  guint64 first_iteration;
  double first_seconds;
  double loss_mean, loss_weight;
  double last_checkpoint, last_picture; /* seconds of `progress` */
} Run;

static gboolean
is_due (const Run *run, CliInterval interval, double *last)
{
  const double elapsed = cli_progress_elapsed (run->progress);
  const gboolean due =
      (interval.iterations > 0 &&
       ncsn_trainer_iteration (run->training->trainer) % interval.iterations == 0) ||
      (interval.seconds > 0 && elapsed - *last >= interval.seconds);
  if (due)
    *last = elapsed;
  return due;
}

/* Seconds until the nearer limit, as far as one can tell; negative when one cannot. */
static double
time_left (const Run *run)
{
  const NcsnTrainer *trainer = run->training->trainer;
  const NcsnTrainConfig *config = ncsn_trainer_config (trainer);
  const guint64 iteration = ncsn_trainer_iteration (trainer);
  const double seconds = ncsn_trainer_seconds (trainer);
  double left = config->seconds > 0 ? config->seconds - seconds : INFINITY;
  if (config->iterations > 0 && iteration > run->first_iteration) {
    const double a_step = (seconds - run->first_seconds) / (iteration - run->first_iteration);
    left = MIN (left, a_step * (config->iterations - iteration));
  }
  return isfinite (left) ? MAX (left, 0.0) : -1.0;
}

static void
show_progress (Run *run)
{
  const NcsnTrainer *trainer = run->training->trainer;
  const guint64 iteration = ncsn_trainer_iteration (trainer);
  const double seconds = ncsn_trainer_seconds (trainer) - run->first_seconds;
  const double images =
      (double)(iteration - run->first_iteration) * ncsn_trainer_config (trainer)->batch;
  const double left = time_left (run);
  g_autofree char *duration = cli_format_seconds (left);
  g_autofree char *ending = left >= 0 ? g_strdup_printf (_ (", %s left"), duration) : g_strdup ("");
  g_autofree char *text = g_strdup_printf (
      _ ("iteration %" G_GUINT64_FORMAT ", loss %.4f, %.0f images/s%s"), iteration,
      run->loss_mean / run->loss_weight, seconds > 0 ? images / seconds : 0.0, ending);
  cli_progress_show (run->progress, text);
}

static gboolean
save_checkpoint (Run *run, GError **error)
{
  return ncsn_trainer_save_checkpoint (run->training->trainer, run->training->checkpoint, error);
}

static void
on_picture_progress (const NcsnProgress *progress, gpointer data)
{
  cli_interrupt_check (data);
}

/* A grid of samples of the averaged model, to see how far the training is. */
static gboolean
save_picture (Run *run, GError **error)
{
  g_autoptr (NcsnModel) model = ncsn_trainer_average (run->training->trainer, error);
  if (model == NULL)
    return FALSE;

  const NcsnModelConfig *config = ncsn_model_config (model);
  NcsnTaskOptions options;
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  ncsn_sampler_init (&options.sampler, NCSN_RULE_ANNEALED, &ncsn_model_config (model)->schedule);
  if (options.sampler.schedule.levels > 1)
    options.sampler.schedule.levels = MIN (options.sampler.schedule.levels, PICTURE_LEVELS);
  options.sampler.schedule.steps =
      MIN (options.sampler.schedule.steps, PICTURE_EVALUATIONS / options.sampler.schedule.levels);
  options.sampler.schedule.denoise = TRUE;
  ncsn_schedule_suit_epsilon (&options.sampler.schedule);
  options.progress = on_picture_progress;
  options.progress_data = run->interrupt;
  options.cancellable = cli_interrupt_cancellable (run->interrupt);

  g_autofree float *pictures =
      g_new (float, (gsize)PICTURE_COUNT * config->height * config->width * config->channels);
  if (!ncsn_generate (model, run->training->threads, PICTURE_COUNT, &options, pictures, NULL,
                      error))
    return FALSE;
  g_autoptr (NcsnImage) grid = ncsn_image_grid (pictures, PICTURE_COUNT, config->height,
                                                config->width, config->channels, 0, error);
  return grid != NULL && ncsn_image_save_png (grid, NULL, run->training->picture, error);
}

static gboolean
step (Run *run, GError **error)
{
  NcsnTrainer *trainer = run->training->trainer;
  if (!ncsn_trainer_step (trainer, error))
    return FALSE;

  const double loss = ncsn_trainer_loss (trainer);
  run->loss_mean = LOSS_MEMORY * run->loss_mean + (1 - LOSS_MEMORY) * loss;
  run->loss_weight = LOSS_MEMORY * run->loss_weight + (1 - LOSS_MEMORY);
  const guint64 iteration = ncsn_trainer_iteration (trainer);
  if (!cli_training_log_step (run->log, iteration, ncsn_trainer_seconds (trainer), loss,
                              ncsn_trainer_rate (trainer),
                              iteration * ncsn_trainer_config (trainer)->batch, error))
    return FALSE;
  if (is_due (run, run->training->checkpoint_interval, &run->last_checkpoint) &&
      !save_checkpoint (run, error))
    return FALSE;
  if (cli_progress_is_due (run->progress))
    show_progress (run);
  if (is_due (run, run->training->picture_interval, &run->last_picture))
    return save_picture (run, error);
  return TRUE;
}

static gboolean
finish (Run *run, GError **error)
{
  const CliTraining *training = run->training;
  g_autoptr (NcsnModel) model = ncsn_trainer_average (training->trainer, error);
  if (model == NULL)
    return FALSE;
  return save_checkpoint (run, error) && ncsn_model_save (model, training->output, error);
}

static int
interrupted (Run *run)
{
  g_autoptr (GError) error = NULL;
  cli_progress_clear (run->progress);
  if (!save_checkpoint (run, &error))
    return cli_fail (error);
  cli_say (_ ("Interrupted after %" G_GUINT64_FORMAT
              " iterations, which are saved in “%s”; the same command with --resume goes on"),
           ncsn_trainer_iteration (run->training->trainer), run->training->checkpoint);
  return CLI_INTERRUPTED;
}

int
cli_training_run (const CliTraining *training)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliInterrupt) interrupt = cli_interrupt_new ();
  g_autoptr (CliProgress) progress = cli_progress_new ();
  g_autoptr (CliTrainingLog) log =
      cli_training_log_open (training->log, ncsn_trainer_iteration (training->trainer), &error);
  if (log == NULL)
    return cli_fail (error);

  Run run = {.training = training,
             .interrupt = interrupt,
             .progress = progress,
             .log = log,
             .first_iteration = ncsn_trainer_iteration (training->trainer),
             .first_seconds = ncsn_trainer_seconds (training->trainer)};
  while (!ncsn_trainer_finished (training->trainer)) {
    const gboolean stepped = step (&run, &error);
    if (cli_interrupt_check (interrupt) &&
        (stepped || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
      return interrupted (&run);
    if (!stepped)
      break;
  }
  cli_progress_clear (progress);
  if (error != NULL || !finish (&run, &error))
    return cli_fail (error);
  return CLI_OK;
}
