/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a training until it ends or is interrupted. */
#include "training.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/interrupt.h"
#include "cli/common/output.h"
#include "cli/common/progress.h"
#include "image/training-files.h"
#include "train-options.h"
#include "train-processes.h"
#include "training-log.h"
#include "training-recovery.h"

typedef struct {
  const CliTraining *training;
  CliInterrupt *interrupt;
  CliProgress *progress;
  CliTrainingLog *log;
  CliTrainingView *view; /* NULL: no pictures are drawn */
  guint64 first_iteration;
  double first_seconds;
  double preparation;                   /* seconds from the command's start to the first step */
  double last_checkpoint, last_picture; /* seconds of `progress` */
  gboolean checkpoint_is_due;           /* waits until the training is stable */
  guint64 saved; /* the iteration of the last checkpoint; G_MAXUINT64: none yet */
  gboolean log_failed, checkpoint_failed; /* the last write failed, which has been reported */
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

/* The estimated seconds until the nearer limit; negative if unknown. */
static double
time_left (const Run *run)
{
  const NcsnTrainer *trainer = run->training->trainer;
  const NcsnTrainConfig *config = ncsn_trainer_config (trainer);
  const guint64 iteration = ncsn_trainer_iteration (trainer);
  const double seconds = ncsn_trainer_seconds (trainer);
  double left = config->seconds > 0 ? config->seconds - run->preparation - seconds : INFINITY;
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
  g_autofree char *text = g_strdup_printf (_ ("iteration %" PRIu64 ", loss %.4f, %.0f images/s%s"),
                                           iteration, ncsn_trainer_mean_loss (trainer),
                                           seconds > 0 ? images / seconds : 0.0, ending);
  cli_progress_show (run->progress, text);
}

/* Reports a file that could not be written, once until it succeeds again. */
static void
note_file (Run *run, const GError *error, gboolean *failed)
{
  if (error != NULL && !*failed) {
    cli_progress_clear (run->progress);
    cli_say (_ ("%s The training continues, and will try again."), error->message);
  }
  *failed = error != NULL;
}

/* Saves at most once per iteration, so that the previous checkpoint is of an earlier one. */
static gboolean
save_checkpoint (Run *run, GError **error)
{
  const guint64 iteration = ncsn_trainer_iteration (run->training->trainer);
  if (run->saved == iteration || !cli_processes_is_first (run->training->processes))
    return TRUE;
  if (!ncsn_trainer_save_checkpoint (run->training->trainer, run->training->checkpoint, error))
    return FALSE;
  run->saved = iteration;
  return TRUE;
}

/* A state whose loss has just risen must not replace a good one. */
static void
save_when_stable (Run *run)
{
  g_autoptr (GError) error = NULL;
  run->checkpoint_is_due |= is_due (run, run->training->checkpoint_interval, &run->last_checkpoint);
  if (!run->checkpoint_is_due || !ncsn_trainer_is_stable (run->training->trainer))
    return;
  run->checkpoint_is_due = FALSE;
  save_checkpoint (run, &error);
  note_file (run, error, &run->checkpoint_failed);
}

static void
note_step (Run *run)
{
  const NcsnTrainer *trainer = run->training->trainer;
  g_autoptr (GError) error = NULL;
  cli_training_log_step (run->log, trainer, &error);
  note_file (run, error, &run->log_failed);
  if (cli_progress_is_due (run->progress))
    show_progress (run);
}

/* --time is for the whole command, including preparation and the final drawing. A step costs three
 * evaluations a picture: forward, and backward to weights and to inputs. */
static void
keep_time (Run *run)
{
  NcsnTrainer *trainer = run->training->trainer;
  const double steps = (double)(ncsn_trainer_iteration (trainer) - run->first_iteration);
  const double seconds = ncsn_trainer_seconds (trainer) - run->first_seconds;
  const double a_picture = seconds / (3.0 * ncsn_trainer_config (trainer)->batch * steps);
  const double ending = run->view != NULL ? cli_training_view_seconds (run->view, a_picture) : 0.0;
  ncsn_trainer_reserve (trainer, run->preparation + ending);
}

static void
draw (Run *run)
{
  if (run->view == NULL)
    return;
  cli_progress_clear (run->progress);
  cli_training_view_draw (run->view);
}

static gboolean
step (Run *run, GError **error)
{
  if (!ncsn_trainer_step (run->training->trainer, error)) {
    cli_progress_clear (run->progress);
    return g_error_matches (*error, NCSN_ERROR, NCSN_ERROR_DIVERGED) &&
           cli_training_go_back (run->training->trainer, run->training->processes,
                                 run->training->checkpoint, error);
  }
  if (!cli_processes_is_first (run->training->processes))
    return TRUE;
  note_step (run);
  keep_time (run);
  save_when_stable (run);
  if (is_due (run, run->training->picture_interval, &run->last_picture))
    draw (run);
  return TRUE;
}

/* Saves the model and the checkpoint, each even if the other fails. */
static gboolean
finish (Run *run, GError **error)
{
  const CliTraining *training = run->training;
  if (!ncsn_trainer_is_stable (training->trainer) &&
      !cli_training_restore (training->trainer, training->processes, training->checkpoint, error))
    return FALSE;
  if (!cli_processes_is_first (training->processes))
    return TRUE;
  g_autoptr (GError) checkpoint_error = NULL;
  g_autoptr (NcsnModel) model = ncsn_trainer_average (training->trainer, error);
  const gboolean saved = model != NULL && ncsn_model_save (model, training->output, error);
  if (!save_checkpoint (run, &checkpoint_error) && saved)
    g_propagate_error (error, g_steal_pointer (&checkpoint_error));
  if (saved && checkpoint_error == NULL)
    draw (run);
  return *error == NULL;
}

static int
interrupted (Run *run)
{
  const CliTraining *training = run->training;
  const guint64 iteration = ncsn_trainer_iteration (training->trainer);
  g_autoptr (GError) error = NULL;
  cli_progress_clear (run->progress);
  if (!ncsn_trainer_is_stable (training->trainer)) {
    cli_say (_ ("Interrupted after %" PRIu64 " iterations while the loss was high, so “%s” "
                "is unchanged; the same command with --resume continues from there"),
             iteration, training->checkpoint);
    return CLI_INTERRUPTED;
  }
  if (!save_checkpoint (run, &error))
    return cli_fail (error);
  cli_say (_ ("Interrupted after %" PRIu64
              " iterations, which are saved in “%s”; the same command with --resume continues"),
           iteration, training->checkpoint);
  return CLI_INTERRUPTED;
}

/* Whether any of the processes has received a signal. */
static gboolean
is_interrupted (const Run *run)
{
  const gboolean here = cli_interrupt_check (run->interrupt);
  return cli_processes_any (run->training->processes, here);
}

/* Trains to the end. Returns the exit status. */
static int
run_steps (Run *run)
{
  NcsnTrainer *trainer = run->training->trainer;
  g_autoptr (GError) error = NULL;
  while (!ncsn_trainer_finished (trainer)) {
    const gboolean stepped = step (run, &error);
    if (!stepped && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      break;
    if (is_interrupted (run))
      return interrupted (run);
  }
  cli_progress_clear (run->progress);
  if (error != NULL && ncsn_trainer_is_stable (trainer))
    save_checkpoint (run, NULL);
  if (error != NULL || !finish (run, &error))
    return cli_fail (error);
  return CLI_OK;
}

int
cli_training_run (const CliTraining *training)
{
  const guint64 iteration = ncsn_trainer_iteration (training->trainer);
  g_autoptr (GError) error = NULL;
  g_autoptr (CliInterrupt) interrupt = cli_interrupt_new ();
  g_autoptr (CliProgress) progress = cli_progress_new ();
  g_autofree char *log_path = cli_output_beside (training->output, NCSN_TRAINING_LOG);
  const gboolean first = cli_processes_is_first (training->processes);
  g_autoptr (CliTrainingLog) log =
      first ? cli_training_log_open (log_path, iteration, &error) : NULL;
  if (error != NULL)
    return cli_fail (error);

  const gboolean seen = first && (training->picture_interval.iterations > 0 ||
                                  training->picture_interval.seconds > 0);
  g_autoptr (CliTrainingView) view =
      seen ? cli_training_view_new (training->trainer, training->config, training->held_out,
                                    training->threads, interrupt, training->output, &error)
           : NULL;
  if (error != NULL)
    return cli_fail (error);
  cli_processes_heed (training->processes, cli_interrupt_cancellable (interrupt));
  Run run = {.training = training,
             .interrupt = interrupt,
             .progress = progress,
             .log = log,
             .view = view,
             .saved = G_MAXUINT64,
             .preparation = (double)(g_get_monotonic_time () - training->started) * 1e-6,
             .first_iteration = iteration,
             .first_seconds = ncsn_trainer_seconds (training->trainer)};
  return run_steps (&run);
}
