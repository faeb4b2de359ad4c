/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn train: from options to a training. */
#include "command.h"

#include <string.h>

#include <glib/gi18n.h>

#include "auto-ladder.h"
#include "data.h"
#include "output.h"
#include "train-options.h"
#include "training.h"

/* Hours of somebody's training must not be overwritten, nor be lost to a folder that is not there.
 */
static gboolean
check_files (const CliTrainOptions *o, const char *checkpoint, GError **error)
{
  if (!cli_check_output (o->output, error) || !cli_check_output (checkpoint, error))
    return FALSE;
  const gboolean saved = g_file_test (checkpoint, G_FILE_TEST_EXISTS);
  if (o->resume && !saved)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("There is no checkpoint “%s” to resume from."), checkpoint);
  else if (!o->resume && saved)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The checkpoint “%s” of an earlier training exists; add --resume to go on with "
                    "it, or remove it."),
                 checkpoint);
  else if (!o->resume && g_file_test (o->output, G_FILE_TEST_EXISTS))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The model “%s” exists already; remove it, or choose another --output."),
                 o->output);
  else
    return TRUE;
  return FALSE;
}

/* Whether the pictures are of the kind that the checkpoint's model has been learning. */
static gboolean
check_resumed (const NcsnModel *model, const CliTrainSettings *settings, const NcsnDataset *dataset,
               GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  if (config->width == dataset->width && config->height == dataset->height &&
      config->channels == dataset->channels &&
      config->patches == (settings->data.patch_width > 0) &&
      (config->n_classes == 0 || config->n_classes == dataset->n_classes))
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("The checkpoint was made with pictures of %u × %u, %u channels and %u classes, "
         "but these are %u × %u, %u and %u; give the same --data and --size or --patches."),
      config->width, config->height, config->channels, config->n_classes, dataset->width,
      dataset->height, dataset->channels, dataset->n_classes);
  return FALSE;
}

/* The checkpoint's model with the schedule that is asked for now: it serves sampling alone, unless
 * training walks its ladder. */
static gboolean
change_schedule (NcsnModel *model, const NcsnTrainer *trainer, const CliScheduleOptions *options,
                 GError **error)
{
  NcsnSchedule schedule = ncsn_model_config (model)->schedule;
  if (!cli_schedule_options_given (options))
    return TRUE;
  if (ncsn_trainer_config (trainer)->sigma_draw == NCSN_SIGMA_LADDER) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("This training walks the ladder of noise levels it began with; leave "
                            "the schedule's options out"));
    return FALSE;
  }
  if (!cli_schedule_options_apply (options, &schedule, error))
    return FALSE;
  ncsn_model_set_schedule (model, &schedule);
  return TRUE;
}

/* What people should know, kept in checkpoints and in the finished model. */
static void
describe (NcsnModel *model, const CliTrainOptions *o, const NcsnDataset *dataset)
{
  if (ncsn_model_config (model)->n_classes > 0 && dataset->class_names != NULL)
    ncsn_model_set_class_names (model, (const char *const *)dataset->class_names);
  if (o->description != NULL)
    ncsn_model_set_description (model, o->description);
}

/* A trainer for a new model or from the checkpoint. *model (transfer full) must outlive it. */
static NcsnTrainer *
make_trainer (const CliTrainOptions *o, const CliTrainSettings *settings, const char *checkpoint,
              NcsnDataset *dataset, NcsnThreads *threads, NcsnModel **model, GError **error)
{
  if (o->resume) {
    g_autoptr (NcsnTrainer) trainer = ncsn_trainer_resume (
        checkpoint, &settings->train, threads, ncsn_dataset_batch, dataset, model, error);
    if (trainer == NULL || !check_resumed (*model, settings, dataset, error) ||
        !change_schedule (*model, trainer, &o->schedule, error))
      return NULL;
    return g_steal_pointer (&trainer);
  }

  NcsnModelConfig config;
  if (!cli_train_options_model (o, settings, dataset, &config, error))
    return NULL;
  *model = ncsn_model_new (&config, settings->train.seed, error);
  if (*model == NULL)
    return NULL;
  return ncsn_trainer_new (*model, &settings->train, threads, ncsn_dataset_batch, dataset, error);
}

static void
tell_what_is_done (const CliTrainOptions *o, const NcsnDataset *dataset, const NcsnModel *model,
                   const NcsnTrainer *trainer)
{
  const NcsnSchedule *schedule = &ncsn_model_config (model)->schedule;
  cli_note (_ ("Learning from %" G_GSIZE_FORMAT " pictures of %u × %u, %s, %u classes; "
               "%" G_GSIZE_FORMAT " parameters."),
            dataset->count, dataset->width, dataset->height,
            dataset->channels == 1 ? _ ("gray") : _ ("colour"),
            ncsn_model_config (model)->n_classes, ncsn_model_n_parameters (model));
  if (ncsn_dataset_held_out (dataset) != NULL)
    cli_note (_ ("Kept apart to measure on: %" G_GSIZE_FORMAT " pictures, or strips of pictures."),
              ncsn_dataset_held_out (dataset)->count);
  if (o->schedule.dimension > 0) /* something was “auto” */
    cli_note (_ ("Schedule chosen: σ from %.4g to %.4g in %u levels of %u steps, ε %.4g."),
              schedule->sigma_begin, schedule->sigma_end, schedule->levels, schedule->steps,
              schedule->epsilon);
  if (ncsn_trainer_iteration (trainer) > 0)
    cli_note (_ ("Going on after iteration %" G_GUINT64_FORMAT "."),
              ncsn_trainer_iteration (trainer));
}

/* "MODEL.safetensors" to "MODEL" and the ending. */
static char *
beside (const char *output, const char *ending)
{
  g_autofree char *stem = g_strndup (output, strlen (output) - strlen (CLI_MODEL_SUFFIX));
  return g_strconcat (stem, ending, NULL);
}

static int
train (CliTrainOptions *o, const CliTrainSettings *settings, NcsnImageLoader *loader)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *checkpoint =
      o->checkpoint != NULL ? g_strdup (o->checkpoint) : beside (o->output, ".checkpoint");
  if (!check_files (o, checkpoint, &error))
    return cli_fail (error);
  g_autoptr (NcsnDataset) dataset = cli_load_data (o->data, settings->data, loader, &error);
  if (dataset == NULL)
    return cli_fail (error);
  if (settings->data.hold_out > 0 && ncsn_dataset_held_out (dataset) == NULL)
    cli_say (_ ("No part of the pictures is kept apart: they are too few, or too small"));

  g_autoptr (NcsnThreads) threads = ncsn_threads_new (settings->threads);
  if (!cli_auto_ladder_prepare (&o->schedule, dataset, settings->train.seed, threads, &error))
    return cli_fail (error);
  g_autoptr (NcsnModel) model = NULL;
  g_autoptr (NcsnTrainer) trainer =
      make_trainer (o, settings, checkpoint, dataset, threads, &model, &error);
  if (trainer == NULL)
    return cli_fail (error);
  describe (model, o, dataset);
  tell_what_is_done (o, dataset, model, trainer);

  g_autofree char *log = beside (o->output, ".csv");
  g_autofree char *picture = beside (o->output, ".png");
  const CliTraining training = {
      .trainer = trainer,
      .threads = threads,
      .output = o->output,
      .checkpoint = checkpoint,
      .log = log,
      .picture = picture,
      .checkpoint_interval = settings->checkpoint_interval,
      .picture_interval = settings->picture_interval,
  };
  return cli_training_run (&training);
}

int
cli_train (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (CliTrainOptions) options = {0};
  CliTrainSettings settings;
  g_autoptr (GError) error = NULL;
  if (!cli_train_options_parse (argc, argv, &options))
    return CLI_USAGE;
  if (!cli_train_options_understand (&options, &settings, &error))
    return cli_usage (argv[0], "%s", error->message);
  return train (&options, &settings, loader);
}
