/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the trainer of a new model, or from a checkpoint. */
#include "train-start.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/common/auto-ladder.h"
#include "train-auto.h"
#include "train-from-model.h"
#include "train-processes.h"

/* Whether the pictures suit the checkpoint's model. */
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
      _ ("The checkpoint was made with pictures of %u × %u (channels: %u, classes: %u), but these "
         "are of %u × %u (channels: %u, classes: %u); give the same --data and --size or "
         "--patches."),
      config->width, config->height, config->channels, config->n_classes, dataset->width,
      dataset->height, dataset->channels, dataset->n_classes);
  return FALSE;
}

/* Gives the checkpoint's model a new schedule if options ask for it. The schedule serves sampling
 * only, unless the training draws its noise levels from the ladder, or up to its σ_1. */
static gboolean
change_schedule (NcsnModel *model, const NcsnTrainer *trainer, const CliScheduleOptions *options,
                 GError **error)
{
  NcsnSchedule schedule = ncsn_model_config (model)->schedule;
  if (!cli_schedule_options_given (options))
    return TRUE;
  if (ncsn_trainer_config (trainer)->sigma_draw == NCSN_SIGMA_LADDER ||
      ncsn_trainer_config (trainer)->loss == NCSN_LOSS_CONSISTENCY) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("This training uses the ladder of noise levels it began with; leave "
                            "the schedule's options out"));
    return FALSE;
  }
  if (!cli_schedule_options_apply (options, &schedule, error))
    return FALSE;
  ncsn_model_set_schedule (model, &schedule);
  return TRUE;
}

/* Sets class names and description, which checkpoints and the finished model keep. */
static void
describe (NcsnModel *model, const CliTrainOptions *o, const NcsnDataset *dataset)
{
  if (ncsn_model_config (model)->n_classes > 0 && dataset->class_names != NULL)
    ncsn_model_set_class_names (model, (const char *const *)dataset->class_names);
  if (o->description != NULL)
    ncsn_model_set_description (model, o->description);
}

/* Stores the final options and the fingerprint of the data in checkpoints. */
static void
keep_settings (CliTrainOptions *o, const NcsnDataset *dataset, NcsnTrainer *trainer)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *fingerprint = ncsn_dataset_fingerprint (dataset);
  cli_train_options_write (o, file);
  g_key_file_set_string (file, CLI_TRAIN_DATA_GROUP, CLI_TRAIN_FINGERPRINT, fingerprint);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  ncsn_trainer_set_settings (trainer, text);
}

static void
settle (CliTrainOptions *o, const CliTrainSettings *settings, const NcsnDataset *dataset,
        NcsnTrainer *trainer, NcsnModel *model)
{
  ncsn_model_set_symmetry (model, (NcsnSymmetry){settings->data.flip, settings->data.turn});
  describe (model, o, dataset);
  cli_train_resolve (o, ncsn_trainer_config (trainer), ncsn_model_config (model));
  keep_settings (o, dataset, trainer);
}

/* Changes the numbers of a resumed training that are given anew. */
static gboolean
adjust (NcsnTrainer *trainer, const CliTrainOptions *o, GError **error)
{
  NcsnTrainConfig config = *ncsn_trainer_config (trainer);
  config.learning_rate = cli_number_or (o->rate, config.learning_rate);
  config.warmup = cli_number_or (o->warmup, config.warmup);
  config.ema = cli_number_or (o->ema, config.ema);
  config.clip = cli_number_or (o->clip, config.clip);
  return ncsn_trainer_adjust (trainer, &config, error);
}

NcsnTrainer *
cli_train_resume (CliTrainOptions *o, const CliTrainSettings *settings, const char *checkpoint,
                  NcsnDataset *dataset, NcsnThreads *threads, NcsnModel **model, GError **error)
{
  if (!cli_auto_ladder_prepare (&o->schedule, dataset, settings->train.seed, threads, error))
    return NULL;
  g_autoptr (NcsnTrainer) trainer = ncsn_trainer_resume (checkpoint, &settings->train, threads,
                                                         ncsn_dataset_batch, dataset, model, error);
  if (trainer == NULL || !check_resumed (*model, settings, dataset, error) ||
      !adjust (trainer, o, error) || !change_schedule (*model, trainer, &o->schedule, error))
    return NULL;
  settle (o, settings, dataset, trainer, *model);
  return g_steal_pointer (&trainer);
}

/* Begins a new training, and chooses options that are not given. */
static NcsnTrainer *
begin (CliTrainOptions *o, CliTrainSettings *settings, NcsnDataset *dataset, NcsnThreads *threads,
       NcsnModel **model, GString *choices, GError **error)
{
  NcsnModelConfig config;
  if (!cli_train_from_model_check (o, settings, dataset, error) ||
      !cli_train_auto_network (o, settings, dataset, threads, choices, error) ||
      !cli_train_settings_understand (o, settings, error) ||
      !cli_train_settings_model (o, settings, dataset, &config, error))
    return NULL;
  *model = o->start != NULL ? cli_train_from_model_take (o, &config, error)
                            : ncsn_model_new (&config, settings->train.seed, error);
  if (*model == NULL)
    return NULL;
  ncsn_train_config_suit_data (&settings->train, ncsn_model_config (*model)->data_sigma);
  NcsnTrainer *trainer =
      ncsn_trainer_new (*model, &settings->train, threads, ncsn_dataset_batch, dataset, error);
  if (trainer != NULL)
    settle (o, settings, dataset, trainer, *model);
  return trainer;
}

/* Begins with the checkpoint of process 0. */
static NcsnTrainer *
begin_with_others (CliTrainOptions *o, const CliTrainSettings *settings, NcsnDataset *dataset,
                   NcsnThreads *threads, NcsnModel **model, GError **error)
{
  g_autofree char *copy = cli_processes_receive_file (o->processes, error);
  g_clear_pointer (&o->start_model, ncsn_model_free); /* its options have been taken */
  if (copy == NULL)
    return NULL;
  NcsnTrainer *trainer = cli_train_resume (o, settings, copy, dataset, threads, model, error);
  g_unlink (copy);
  return trainer;
}

NcsnTrainer *
cli_train_begin (CliTrainOptions *o, CliTrainSettings *settings, const char *checkpoint,
                 NcsnDataset *dataset, NcsnThreads *threads, NcsnModel **model, GString *choices,
                 GError **error)
{
  if (!cli_processes_is_first (o->processes))
    return begin_with_others (o, settings, dataset, threads, model, error);
  g_autoptr (NcsnTrainer) trainer = begin (o, settings, dataset, threads, model, choices, error);
  if (trainer == NULL || !ncsn_trainer_save_checkpoint (trainer, checkpoint, error) ||
      (o->processes != NULL && !cli_processes_send_file (o->processes, checkpoint, error)))
    return NULL;
  return g_steal_pointer (&trainer);
}
