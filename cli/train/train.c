/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn train: reads the options, the data and the checkpoint, and runs the training. */
#include "cli/common/command.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/common/output.h"
#include "train-auto.h"
#include "train-files.h"
#include "train-from-model.h"
#include "train-processes.h"
#include "train-start.h"
#include "training.h"

/* Processes that differ in any of these would train different models, or wait forever. The text is
 * compared, so it is the same in every language. */
static gboolean
check_processes (NcsnProcesses *processes, const CliTrainSettings *settings,
                 const NcsnDataset *dataset, GError **error)
{
  g_autofree char *fingerprint = ncsn_dataset_fingerprint (dataset);
  g_autofree char *text = g_strdup_printf (
      "ncsn %s, %zu pictures of %u × %u, %u channels and %u classes (fingerprint %.8s), and limits "
      "of %" PRIu64 " iterations and %.0f s",
      VERSION, dataset->count, dataset->width, dataset->height, dataset->channels,
      dataset->n_classes, fingerprint, settings->train.iterations, settings->train.seconds);
  return cli_processes_compare (processes, text, error);
}

static void
print_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    cli_note ("%s", *line);
}

static void
describe_training (const CliTrainOptions *o, const NcsnDataset *dataset, const NcsnThreads *threads,
                   const NcsnModel *model, const NcsnTrainer *trainer)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnSchedule *schedule = &config->schedule;
  cli_note (config->patches ? ngettext ("Learning from %zu picture, by squares of %u × %u, %s. "
                                        "Classes: %u; parameters: %zu.",
                                        "Learning from %zu pictures, by squares of %u × %u, %s. "
                                        "Classes: %u; parameters: %zu.",
                                        dataset->count)
                            : ngettext ("Learning from %zu picture of %u × %u, %s. "
                                        "Classes: %u; parameters: %zu.",
                                        "Learning from %zu pictures of %u × %u, %s. "
                                        "Classes: %u; parameters: %zu.",
                                        dataset->count),
            dataset->count, dataset->width, dataset->height,
            dataset->channels == 1 ? _ ("gray") : _ ("colour"), config->n_classes,
            ncsn_model_n_parameters (model));
  if (o->processes != NULL)
    cli_note (_ ("Processes of this training: %u; threads of process 0: %u."),
              o->processes->communicator.size, ncsn_threads_count (threads));
  if (ncsn_dataset_held_out (dataset) != NULL)
    cli_note (ngettext ("Held out to measure the loss: %zu picture, or strip of a picture.",
                        "Held out to measure the loss: %zu pictures, or strips of pictures.",
                        ncsn_dataset_held_out (dataset)->count),
              ncsn_dataset_held_out (dataset)->count);
  cli_note (ngettext ("Noise levels: σ from %.4g to %.4g in %u level of %u steps, ε %.4g.",
                      "Noise levels: σ from %.4g to %.4g in %u levels of %u steps, ε %.4g.",
                      schedule->levels),
            schedule->sigma_begin, schedule->sigma_end, schedule->levels, schedule->steps,
            schedule->epsilon);
  if (ncsn_trainer_iteration (trainer) > 0)
    cli_note (_ ("Continuing after iteration %" PRIu64 "."), ncsn_trainer_iteration (trainer));
}

/* Prints a message if a training continues with other pictures than it began with. */
static void
compare_data (GKeyFile *kept, const CliTrainOptions *o, const NcsnDataset *dataset)
{
  g_autofree char *before =
      g_key_file_get_string (kept, CLI_TRAIN_DATA_GROUP, CLI_TRAIN_FINGERPRINT, NULL);
  g_autofree char *now = ncsn_dataset_fingerprint (dataset);
  if (before != NULL && !g_str_equal (before, now) && cli_processes_is_first (o->processes))
    cli_say (_ ("The pictures, or their options, are not those of the checkpoint; the training "
                "continues with the present ones."));
}

/* Takes options that are not given from the checkpoint. Options that are given and cannot change
 * must be the checkpoint's. */
static gboolean
take_over (CliTrainOptions *o, GKeyFile *kept, GError **error)
{
  static const char *const data[] = {
      "data",          "size",   "patches",           "scale",    "flip",   "turn",    "hold-out",
      "unconditional", "coarse", "class-per-picture", "guidable", "preset", "network", NULL};
  static const char *const limits[] = {"time", "iterations", NULL};
  const gboolean limited = o->time.given || o->iterations.given;
  if (!g_key_file_has_group (kept, CLI_TRAIN_GROUP))
    return TRUE;
  return cli_train_options_check_resumed (o, kept, error) &&
         cli_train_options_read (o, kept, data, error) &&
         (limited || cli_train_options_read (o, kept, limits, error));
}

/* Finds the checkpoint to resume (in processes other than 0, a copy of it) and its settings; NULL
 * with an error. */
static char *
find_resumed (CliTrainOptions *o, const char *checkpoint, GKeyFile *kept, GError **error)
{
  const gboolean first = cli_processes_is_first (o->processes);
  g_autofree char *settings = NULL;
  g_autofree char *copy = first ? NULL : cli_processes_receive_file (o->processes, error);
  if (!first && copy == NULL)
    return NULL;
  g_autofree char *found = cli_train_files_find (first ? checkpoint : copy, &settings, error);
  if (found == NULL ||
      (first && o->processes != NULL && !cli_processes_send_file (o->processes, found, error)))
    return NULL;
  /* Checkpoints of older versions have no settings. */
  g_key_file_load_from_data (kept, settings, strlen (settings), G_KEY_FILE_NONE, NULL);
  return take_over (o, kept, error) ? g_steal_pointer (&found) : NULL;
}

static gboolean
save_config (CliTrainOptions *o, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  cli_train_options_write (o, file);
  if (o->save_config == NULL || !cli_processes_is_first (o->processes) ||
      g_key_file_save_to_file (file, o->save_config, &local))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The settings cannot be written: %s."),
               local->message);
  return FALSE;
}

/* from: the checkpoint to resume, with its settings in `kept`; NULL: none. started: when the
 * command began. */
static int
train (CliTrainOptions *o, CliTrainSettings *settings, const char *checkpoint, const char *from,
       GKeyFile *kept, NcsnImageLoader *loader, gint64 started)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) choices = g_string_new (NULL);
  g_autoptr (NcsnDataset) dataset = cli_train_auto_load (o, settings, loader, choices, &error);
  if (dataset == NULL || !check_processes (o->processes, settings, dataset, &error))
    return cli_fail (error);
  if (settings->data.hold_out > 0 && ncsn_dataset_held_out (dataset) == NULL &&
      cli_processes_is_first (o->processes))
    cli_say (o->class_per_picture
                 ? _ ("No pictures are held out: each is a class, and too small for a strip of its "
                      "own to be held out")
                 : _ ("No pictures are held out: they are too few, or too small"));
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (settings->threads);
  g_autoptr (NcsnModel) model = NULL;
  g_autoptr (NcsnTrainer) trainer =
      from != NULL
          ? cli_train_resume (o, settings, from, dataset, threads, &model, &error)
          : cli_train_begin (o, settings, checkpoint, dataset, threads, &model, choices, &error);
  if (trainer == NULL || !save_config (o, &error))
    return cli_fail (error);
  compare_data (kept, o, dataset);
  if (choices->len > 0)
    print_lines (g_strchomp (choices->str));
  describe_training (o, dataset, threads, model, trainer);
  const CliTraining training = {
      .processes = o->processes,
      .trainer = trainer,
      .config = ncsn_model_config (model),
      .held_out = ncsn_dataset_held_out (dataset),
      .threads = threads,
      .started = started,
      .output = o->output,
      .checkpoint = checkpoint,
      .checkpoint_interval = settings->checkpoint_interval,
      .picture_interval = settings->picture_interval,
  };
  return cli_training_run (&training);
}

static CliTrainLock *
lock_files (const char *output, const char *checkpoint, GError **error)
{
  return cli_check_output (output, error) && cli_check_output (checkpoint, error)
             ? cli_train_lock_new (output, checkpoint, error)
             : NULL;
}

/* Prepares and runs the training, after the processes have joined. */
static int
prepare (CliTrainOptions *o, NcsnImageLoader *loader, gint64 started)
{
  CliTrainSettings settings;
  const gboolean first = cli_processes_is_first (o->processes);
  g_autoptr (GKeyFile) kept = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *checkpoint = cli_train_files_checkpoint (o);
  g_autoptr (CliTrainLock) lock = first ? lock_files (o->output, checkpoint, &error) : NULL;
  g_autofree char *from =
      o->resume && error == NULL ? find_resumed (o, checkpoint, kept, &error) : NULL;
  if (error != NULL || (!o->resume && !cli_train_from_model_settle (o, &error)) ||
      !cli_train_settings_understand (o, &settings, &error) ||
      (first && !cli_train_files_check (o, checkpoint, &error)))
    return cli_fail (error);
  const int status = train (o, &settings, checkpoint, from, kept, loader, started);
  if (!first && from != NULL)
    g_unlink (from);
  return status;
}

int
cli_train (int argc, char **argv, NcsnImageLoader *loader)
{
  const gint64 started = g_get_monotonic_time ();
  g_auto (CliTrainOptions) options = {0};
  CliTrainSettings settings;
  g_autoptr (GError) error = NULL;
  if (!cli_train_options_parse (argc, argv, &options))
    return CLI_USAGE;
  /* With --resume, the checkpoint completes the options later. */
  if (!options.resume && !cli_train_settings_understand (&options, &settings, &error))
    return cli_usage (argv[0], "%s", error->message);
  if (!cli_processes_join (&options.processes, &error))
    return cli_processes_end (options.processes, cli_fail (error));
  return cli_processes_end (options.processes, prepare (&options, loader, started));
}
