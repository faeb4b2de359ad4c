/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn train: from options to a training. */
#include "command.h"

#include <string.h>

#include <glib/gi18n.h>

#include "train-auto.h"
#include "train-files.h"
#include "train-resolve.h"
#include "training.h"

/* In what a checkpoint keeps, beside the options. */
#define DATA_GROUP "data"
#define FINGERPRINT "fingerprint"

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

static NcsnTrainer *
resume (const CliTrainOptions *o, const CliTrainSettings *settings, const char *checkpoint,
        NcsnDataset *dataset, NcsnThreads *threads, NcsnModel **model, GError **error)
{
  g_autoptr (NcsnTrainer) trainer = ncsn_trainer_resume (checkpoint, &settings->train, threads,
                                                         ncsn_dataset_batch, dataset, model, error);
  if (trainer == NULL || !check_resumed (*model, settings, dataset, error) ||
      !change_schedule (*model, trainer, &o->schedule, error))
    return NULL;
  return g_steal_pointer (&trainer);
}

static NcsnTrainer *
begin (CliTrainOptions *o, CliTrainSettings *settings, NcsnDataset *dataset, NcsnThreads *threads,
       NcsnModel **model, GString *choices, GError **error)
{
  NcsnModelConfig config;
  if (!cli_train_auto_network (o, settings, dataset, threads, choices, error) ||
      !cli_train_settings_understand (o, settings, error) ||
      !cli_train_settings_model (o, settings, dataset, &config, error))
    return NULL;
  *model = ncsn_model_new (&config, settings->train.seed, error);
  if (*model == NULL)
    return NULL;
  return ncsn_trainer_new (*model, &settings->train, threads, ncsn_dataset_batch, dataset, error);
}

static void
tell_what_is_done (const NcsnDataset *dataset, const NcsnModel *model, const NcsnTrainer *trainer)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnSchedule *schedule = &config->schedule;
  cli_note (config->patches
                ? _ ("Learning from %" G_GSIZE_FORMAT " pictures, by squares of %u × %u, %s, %u "
                     "classes; %" G_GSIZE_FORMAT " parameters.")
                : _ ("Learning from %" G_GSIZE_FORMAT " pictures of %u × %u, %s, %u classes; "
                     "%" G_GSIZE_FORMAT " parameters."),
            dataset->count, dataset->width, dataset->height,
            dataset->channels == 1 ? _ ("gray") : _ ("colour"), config->n_classes,
            ncsn_model_n_parameters (model));
  if (ncsn_dataset_held_out (dataset) != NULL)
    cli_note (_ ("Kept apart to measure on: %" G_GSIZE_FORMAT " pictures, or strips of pictures."),
              ncsn_dataset_held_out (dataset)->count);
  cli_note (_ ("Noise levels: σ from %.4g to %.4g in %u levels of %u steps, ε %.4g."),
            schedule->sigma_begin, schedule->sigma_end, schedule->levels, schedule->steps,
            schedule->epsilon);
  if (ncsn_trainer_iteration (trainer) > 0)
    cli_note (_ ("Going on after iteration %" G_GUINT64_FORMAT "."),
              ncsn_trainer_iteration (trainer));
}

/* What a checkpoint keeps: the options as they came to be, and what the data were. */
static void
keep_settings (CliTrainOptions *o, const NcsnDataset *dataset, NcsnTrainer *trainer)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *fingerprint = ncsn_dataset_fingerprint (dataset);
  cli_train_options_write (o, file);
  g_key_file_set_string (file, DATA_GROUP, FINGERPRINT, fingerprint);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  ncsn_trainer_set_settings (trainer, text);
}

/* Says so when a training goes on with other pictures than it began with. */
static void
compare_data (GKeyFile *kept, const NcsnDataset *dataset)
{
  g_autofree char *before = g_key_file_get_string (kept, DATA_GROUP, FINGERPRINT, NULL);
  g_autofree char *now = ncsn_dataset_fingerprint (dataset);
  if (before != NULL && !g_str_equal (before, now))
    cli_say (_ ("The pictures, or the options about them, are not those that the checkpoint was "
                "made with; the training goes on with what is there now."));
}

/* Puts what the checkpoint keeps in the place of what is not given. */
static gboolean
take_over (CliTrainOptions *o, GKeyFile *kept, GError **error)
{
  static const char *const data[] = {"data",   "size",    "patches",  "scale",
                                     "flip",   "turn",    "hold-out", "unconditional",
                                     "preset", "network", NULL};
  static const char *const limits[] = {"time", "iterations", NULL};
  if (!g_key_file_has_group (kept, CLI_TRAIN_GROUP))
    return TRUE;
  return cli_train_options_read (o, kept, data, error) &&
         (o->time != NULL || o->iterations != NULL ||
          cli_train_options_read (o, kept, limits, error));
}

/* Finds the checkpoint and what it keeps; NULL with an error. */
static char *
find_resumed (CliTrainOptions *o, const char *checkpoint, GKeyFile *kept, GError **error)
{
  g_autofree char *settings = NULL;
  g_autofree char *found = cli_train_files_find (checkpoint, &settings, error);
  if (found == NULL)
    return NULL;
  /* There were none in checkpoints of older versions. */
  g_key_file_load_from_data (kept, settings, strlen (settings), G_KEY_FILE_NONE, NULL);
  return take_over (o, kept, error) ? g_steal_pointer (&found) : NULL;
}

static gboolean
save_config (CliTrainOptions *o, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  cli_train_options_write (o, file);
  g_autoptr (GError) local = NULL;
  if (o->save_config == NULL || g_key_file_save_to_file (file, o->save_config, &local))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The settings cannot be written: %s."),
               local->message);
  return FALSE;
}

/* `from`: the checkpoint to go on from, with what it keeps; NULL: none. */
static int
train (CliTrainOptions *o, CliTrainSettings *settings, const char *checkpoint, const char *from,
       GKeyFile *kept, NcsnImageLoader *loader)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) choices = g_string_new (NULL);
  g_autoptr (NcsnDataset) dataset = cli_train_auto_load (o, settings, loader, choices, &error);
  if (dataset == NULL)
    return cli_fail (error);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (settings->threads);
  g_autoptr (NcsnModel) model = NULL;
  g_autoptr (NcsnTrainer) trainer =
      from != NULL ? resume (o, settings, from, dataset, threads, &model, &error)
                   : begin (o, settings, dataset, threads, &model, choices, &error);
  if (trainer == NULL)
    return cli_fail (error);
  compare_data (kept, dataset);
  describe (model, o, dataset);
  cli_train_resolve (o, ncsn_trainer_config (trainer), ncsn_model_config (model));
  keep_settings (o, dataset, trainer);
  if (!save_config (o, &error))
    return cli_fail (error);
  if (choices->len > 0)
    cli_note ("%s", g_strchomp (choices->str));
  tell_what_is_done (dataset, model, trainer);
  const CliTraining training = {
      .trainer = trainer,
      .config = ncsn_model_config (model),
      .held_out = ncsn_dataset_held_out (dataset),
      .threads = threads,
      .output = o->output,
      .checkpoint = checkpoint,
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
  g_autoptr (GKeyFile) kept = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  if (!cli_train_options_parse (argc, argv, &options))
    return CLI_USAGE;
  g_autofree char *checkpoint = cli_train_files_checkpoint (&options);
  g_autofree char *from = options.resume ? find_resumed (&options, checkpoint, kept, &error) : NULL;
  if (error != NULL)
    return cli_fail (error);
  if (!cli_train_settings_understand (&options, &settings, &error))
    return cli_usage (argv[0], "%s", error->message);
  if (!cli_train_files_check (&options, checkpoint, &error))
    return cli_fail (error);
  return train (&options, &settings, checkpoint, from, kept, loader);
}
