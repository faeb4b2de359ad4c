/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns options into a task, shows its progress, and writes its result with a record. */
#include "task.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "command.h"
#include "image/model-finder.h"
#include "image/picture-file.h"
#include "values.h"

void
cli_task_options_clear (CliTaskOptions *options)
{
  g_free (options->model);
  g_free (options->class_name);
  g_free (options->threads);
  g_free (options->like);
  g_free (options->seed);
  g_free (options->animation);
  g_free (options->guidance);
  cli_sampler_options_clear (&options->sampler);
  g_clear_pointer (&options->record, g_key_file_unref);
}

gboolean
cli_task_options_recall (CliTaskOptions *options, GError **error)
{
  if (options->like == NULL)
    return TRUE;
  g_autofree char *text = ncsn_image_read_record (options->like, error);
  if (text == NULL)
    return FALSE;
  g_autoptr (GKeyFile) record = g_key_file_new ();
  if (!g_key_file_load_from_data (record, text, strlen (text), G_KEY_FILE_NONE, NULL)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The record in the picture “%s” is damaged; give the settings without --like."),
                 options->like);
    return FALSE;
  }
  options->record = g_steal_pointer (&record);
  return TRUE;
}

void
cli_task_options_recall_text (const CliTaskOptions *options, const char *key, char **text)
{
  if (options->record != NULL && *text == NULL)
    *text = g_key_file_get_string (options->record, NCSN_RECORD_GROUP, key, NULL);
}

/* What a run does: evaluations of a model, rounds with patches, or both (transfer full). */
static char *
describe (const CliTask *task, const NcsnProgress *progress)
{
  const guint64 rounds = task->parts * progress->rounds;
  const guint64 evaluations =
      (task->parts * progress->total - rounds) * ncsn_guidance_scores (task->options.guidance);
  const char *rule = _ (ncsn_rule_info (task->options.sampler.rule)->label);
  if (evaluations == 0)
    return g_strdup_printf (ngettext ("Patches of the picture: %" PRIu64 " round",
                                      "Patches of the picture: %" PRIu64 " rounds", rounds),
                            rounds);
  if (rounds == 0)
    return g_strdup_printf (ngettext ("%s: %" PRIu64 " evaluation of the model",
                                      "%s: %" PRIu64 " evaluations of the model", evaluations),
                            rule, evaluations);
  return g_strdup_printf (
      ngettext ("%s: %" PRIu64 " evaluation of the model; rounds with patches of the "
                "picture: %" PRIu64,
                "%s: %" PRIu64 " evaluations of the model; rounds with patches of the "
                "picture: %" PRIu64,
                evaluations),
      rule, evaluations, rounds);
}

/* Announces a long run once, when the first evaluations have shown how long they take. */
static void
announce (CliTask *task, const NcsnProgress *progress, double seconds)
{
  g_autofree char *work = describe (task, progress);
  g_autofree char *duration = cli_format_seconds (seconds);
  if (task->announced)
    return;
  task->announced = TRUE;
  cli_progress_clear (task->progress);
  cli_note (_ ("%s, about %s."), work, duration);
}

static void
on_progress (const NcsnProgress *progress, gpointer data)
{
  CliTask *task = data;
  const double share = (task->part + progress->share) / task->parts;
  if (task->frames != NULL)
    cli_frames_watch (task->frames, progress);
  if (task->dump != NULL)
    cli_dump_watch (task->dump, progress);
  if (!cli_progress_is_due (task->progress))
    return;

  const double elapsed = cli_progress_elapsed (task->progress);
  const double left = elapsed * (1.0 - share) / share;
  announce (task, progress, elapsed + left);
  g_autofree char *duration = cli_format_seconds (left);
  g_autofree char *text =
      g_strdup_printf (_ ("%3.0f %%, σ %.4g, %s left"), 100.0 * share, progress->sigma, duration);
  cli_progress_show (task->progress, text);
}

/* The model name in a record comes from a file: the name of an installed model is allowed, a path
 * is not. */
static gboolean
is_plain_name (const char *name)
{
  for (; *name != '\0'; name = g_utf8_next_char (name))
    if (*name == G_DIR_SEPARATOR || !g_unichar_isprint (g_utf8_get_char (name)))
      return FALSE;
  return TRUE;
}

static char *
find_recorded_model (GKeyFile *record, GError **error)
{
  g_autofree char *name = g_key_file_get_string (record, NCSN_RECORD_GROUP, "model", NULL);
  if (name == NULL || !is_plain_name (name)) {
    g_set_error_literal (
        error, NCSN_ERROR, NCSN_ERROR_FORMAT,
        _ ("The record of the picture is damaged: it names no model; give one with --model."));
    return NULL;
  }
  char *path = ncsn_model_finder_find (name, error);
  if (path == NULL)
    g_prefix_error (error,
                    _ ("The picture's model was not found, so it must be given with --model: "));
  return path;
}

static gboolean
load_model (CliTask *task, const CliTaskOptions *options, GError **error)
{
  g_autofree char *path = NULL;
  if (options->without_model)
    return TRUE;
  if (options->model != NULL)
    path = ncsn_model_finder_find (options->model, error);
  else if (options->record != NULL)
    path = find_recorded_model (options->record, error);
  else
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("--model is missing."));
  if (path == NULL)
    return FALSE;
  task->model_name = ncsn_model_finder_name (path);
  task->model = ncsn_model_load (path, error);
  return task->model != NULL;
}

/* Says so if the record's settings may give another picture today. */
static void
warn_of_revision (const CliTaskOptions *options)
{
  if (options->record != NULL && !ncsn_record_repeats (options->record))
    cli_say (
        _ ("“%s” was made by another version of ncsn, so the same settings may give a different "
           "picture"),
        options->like);
}

static gboolean
choose_guidance (CliTask *task, const CliTaskOptions *options, GError **error)
{
  double *guidance = &task->options.guidance;
  if (!cli_parse_double ("guidance", options->guidance, guidance, error))
    return FALSE;
  if (options->guidance == NULL || *guidance > 0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("--guidance must be above 0, not %g"),
               *guidance);
  return FALSE;
}

static gboolean
choose_sampler (CliTask *task, const CliTaskOptions *options, GError **error)
{
  if (!choose_guidance (task, options, error) ||
      !cli_sampler_options_apply (&options->sampler, &ncsn_model_config (task->model)->schedule,
                                  options->purpose, options->record != NULL, &task->options.sampler,
                                  error))
    return FALSE;
  if (options->class_name != NULL)
    task->options.class_index =
        ncsn_model_find_class (task->model, options->class_name, task->options.seed, error);
  return options->class_name == NULL || task->options.class_index >= 0;
}

static gboolean
choose_settings (CliTask *task, const CliTaskOptions *options, GError **error)
{
  const gboolean recorded = options->record != NULL;
  ncsn_task_options_init (&task->options, options->purpose, task->model);
  if (recorded &&
      !ncsn_record_apply (options->record, task->name, task->model, &task->options, error))
    return FALSE;
  warn_of_revision (options);
  if (!cli_parse_seed ("seed", options->seed, &task->options.seed, error))
    return FALSE;
  return task->model == NULL || choose_sampler (task, options, error);
}

gboolean
cli_task_init (CliTask *task, const char *name, const CliTaskOptions *options, GError **error)
{
  guint n_threads = 0;
  task->name = name;
  task->parts = 1;
  if (!cli_parse_uint ("threads", options->threads, 1, 1024, &n_threads, error) ||
      !load_model (task, options, error) || !choose_settings (task, options, error))
    return FALSE;
  task->threads = ncsn_threads_new (n_threads);
  return TRUE;
}

/* The hash of a picture's pixels, as a record has it (transfer full). */
static char *
hash (const NcsnImage *image)
{
  const gsize size = image->width * image->height * image->channels * sizeof (float);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)image->data, size);
}

gboolean
cli_task_init_from_picture (CliTask *task, const char *name, const CliTaskOptions *options,
                            NcsnImageLoader *loader, GError **error)
{
  const NcsnImageLoadOptions as_it_is = {0};
  guint n_threads = 0;
  task->name = name;
  task->parts = 1;
  task->options.sampler.rule = NCSN_RULE_CONSISTENT;
  if (!cli_parse_uint ("threads", options->threads, 1, 1024, &n_threads, error))
    return FALSE;
  task->source = ncsn_image_loader_load (loader, options->model, &as_it_is, error);
  if (task->source == NULL)
    return FALSE;
  task->model_name = ncsn_model_finder_name (options->model);
  g_autofree char *own = hash (task->source);
  if (options->record != NULL &&
      !ncsn_record_apply_from_picture (options->record, name, own, &task->options.seed, error))
    return FALSE;
  warn_of_revision (options);
  task->threads = ncsn_threads_new (n_threads);
  return cli_parse_seed ("seed", options->seed, &task->options.seed, error);
}

gboolean
cli_task_begin (CliTask *task, const CliTaskOptions *options, gsize width, gsize height,
                guint columns, GError **error)
{
  if (options->animation != NULL) {
    task->frames = cli_frames_new (options->animation, width, height, columns, error);
    if (task->frames == NULL)
      return FALSE;
  }
  task->interrupt = cli_interrupt_new ();
  task->progress = cli_progress_new ();
  task->options.progress = on_progress;
  task->options.progress_data = task;
  task->options.cancellable = cli_interrupt_cancellable (task->interrupt);
  task->options.preview_seconds = task->frames != NULL ? 0 : INFINITY;
  return TRUE;
}

void
cli_task_clear (CliTask *task)
{
  cli_frames_free (task->frames);
  cli_dump_free (task->dump);
  cli_progress_free (task->progress);
  cli_interrupt_free (task->interrupt);
  ncsn_threads_free (task->threads);
  ncsn_model_free (task->model);
  ncsn_image_free (task->source);
  g_free (task->model_name);
}

GKeyFile *
cli_task_record (const CliTask *task)
{
  if (task->source != NULL) {
    g_autofree char *own = hash (task->source);
    return ncsn_record_new_from_picture (task->name, task->model_name, own, task->options.seed);
  }
  return ncsn_record_new (task->name, task->model, task->model_name, &task->options);
}

gboolean
cli_task_save (CliTask *task, const NcsnImage *result, GKeyFile *record, const char *path,
               GError **error)
{
  g_autofree char *text = g_key_file_to_data (record, NULL, NULL);
  return (path == NULL || ncsn_picture_file_save (result, text, path, error)) &&
         (task->frames == NULL || cli_frames_finish (task->frames, result, error));
}
