/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generates pictures, draws real ones, and measures the distances between them. */
#include "evaluate-samples.h"

#include <math.h>

#include <glib/gi18n.h>

/* First steps of the drawings by one seed, far enough apart. The loss draws at step 0. */
enum { HELD_OUT = 1, AGAIN = 1 << 28, TRAINING = 1 << 29 };

static gboolean
is_judged (const CliEvaluateData *data, guint class_index)
{
  return cli_evaluate_set_has (&data->held_out, class_index) &&
         (data->training.pictures == NULL || cli_evaluate_set_has (&data->training, class_index));
}

/* Chooses the classes that have pictures. */
static gboolean
choose_classes (CliEvaluateSamples *samples, const CliEvaluateData *data, const NcsnModel *model,
                const char *name, guint seed, GError **error)
{
  const guint n_classes = ncsn_model_config (model)->n_classes;
  samples->classes = g_new (int, MAX (n_classes, 1));
  samples->classes[0] = -1;
  samples->count = 1;
  if (name == NULL)
    return TRUE;
  const gboolean all = n_classes > 0 && g_str_equal (name, "all");
  const int only = all ? 0 : ncsn_model_find_class (model, name, seed, error);
  if (only < 0)
    return FALSE;
  samples->count = 0;
  for (guint i = all ? 0 : (guint)only; i < (all ? n_classes : (guint)only + 1); i++)
    if (is_judged (data, i))
      samples->classes[samples->count++] = (int)i;
  if (samples->count > 0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("There are no pictures of class “%s” to compare with; choose another class, or "
                  "give other pictures with --data."),
               name);
  return FALSE;
}

static void
on_progress (const NcsnProgress *progress, gpointer data)
{
  cli_evaluate_watch_show (data, (double)progress->done / (double)progress->total);
}

static gboolean
generate (CliEvaluateSamples *samples, const NcsnModel *model, NcsnThreads *threads,
          const CliEvaluateSettings *settings, CliInterrupt *interrupt, GError **error)
{
  g_auto (CliEvaluateWatch) watch = {0};
  NcsnTaskOptions options;
  cli_evaluate_watch_init (&watch, _ ("Generating"), interrupt);
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  ncsn_sampler_init_quality (&options.sampler, settings->quality, NCSN_PURPOSE_DRAW,
                             &ncsn_model_config (model)->schedule);
  options.progress = on_progress;
  options.progress_data = &watch;
  options.preview_seconds = INFINITY;
  options.cancellable = cli_interrupt_cancellable (interrupt);
  for (guint i = 0; i < samples->count; i++) {
    options.class_index = samples->classes[i];
    options.seed =
        settings->seed + (guint64)MAX (samples->classes[i], 0); /* other noise for each class */
    if (!cli_evaluate_watch_step (&watch, i, samples->count, error) ||
        !ncsn_generate (model, threads, samples->each, &options,
                        samples->generated + (gsize)i * samples->each * samples->size, NULL, error))
      return FALSE;
  }
  return TRUE;
}

/* Draws as many real pictures from a set (free with g_free ()); NULL with an error. */
static float *
collect (const CliEvaluateSamples *samples, const CliEvaluateSet *set,
         const CliEvaluateSettings *settings, guint begin, CliInterrupt *interrupt, GError **error)
{
  g_auto (CliEvaluateWatch) watch = {0};
  float *pictures = cli_evaluate_pictures_new ((gsize)samples->count * samples->each, samples->size,
                                               "--samples", error);
  cli_evaluate_watch_init (&watch, _ ("Real pictures"), interrupt);
  if (pictures == NULL ||
      cli_evaluate_set_collect (set, samples->classes, samples->count, samples->each,
                                settings->seed, begin, &watch, pictures, error))
    return pictures;
  g_free (pictures);
  return NULL;
}

static char *
name_class (const NcsnModel *model, int class_index)
{
  if (class_index < 0)
    return NULL;
  const char *name = ncsn_model_class_name (model, (guint)class_index);
  return name != NULL ? g_strdup (name) : g_strdup_printf ("%d", class_index);
}

/* The real pictures besides samples->held_out. */
typedef struct {
  float *again, *training; /* (count, each, size); training may be NULL */
} RealSets;

static void
real_sets_clear (RealSets *sets)
{
  g_free (sets->again);
  g_free (sets->training);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RealSets, real_sets_clear)

/* Allocates the generated pictures and draws the real ones. */
static gboolean
prepare_sets (CliEvaluateSamples *samples, RealSets *sets, const CliEvaluateData *data,
              const CliEvaluateSettings *settings, CliInterrupt *interrupt, GError **error)
{
  samples->generated = cli_evaluate_pictures_new ((gsize)samples->count * samples->each,
                                                  samples->size, "--samples", error);
  if (samples->generated == NULL)
    return FALSE;
  samples->held_out = collect (samples, &data->held_out, settings, HELD_OUT, interrupt, error);
  if (samples->held_out == NULL)
    return FALSE;
  sets->again = collect (samples, &data->held_out, settings, AGAIN, interrupt, error);
  if (sets->again == NULL || data->training.pictures == NULL)
    return sets->again != NULL;
  sets->training = collect (samples, &data->training, settings, TRAINING, interrupt, error);
  return sets->training != NULL;
}

static gboolean
compare (const CliEvaluateSamples *samples, const RealSets *sets, const NcsnModel *model,
         NcsnThreads *threads, guint64 seed, CliInterrupt *interrupt, CliEvaluateReport *report,
         GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnShape shape = {samples->each, config->height, config->width, config->channels};
  g_auto (CliEvaluateWatch) watch = {0};
  cli_evaluate_watch_init (&watch, _ ("Distances"), interrupt);
  for (guint i = 0; i < samples->count; i++) {
    const gsize first = (gsize)i * samples->each * samples->size;
    const float *held_out = samples->held_out + first;
    CliEvaluateDistance distance = {0};
    if (!cli_evaluate_watch_step (&watch, i, samples->count, error) ||
        !ncsn_patch_distances (threads, samples->generated + first, held_out, shape, seed,
                               distance.generated, error) ||
        !ncsn_patch_distances (threads, sets->again + first, held_out, shape, seed,
                               distance.held_out, error) ||
        (sets->training != NULL && !ncsn_patch_distances (threads, sets->training + first, held_out,
                                                          shape, seed, distance.training, error)))
      return FALSE;
    distance.name = name_class (model, samples->classes[i]);
    g_array_append_val (report->distances, distance);
  }
  return TRUE;
}

static void
clear_distance (gpointer distance)
{
  g_free (((CliEvaluateDistance *)distance)->name);
}

gboolean
cli_evaluate_samples (CliEvaluateSamples *samples, const CliEvaluateData *data,
                      const NcsnModel *model, NcsnThreads *threads,
                      const CliEvaluateOptions *options, const CliEvaluateSettings *settings,
                      CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  g_auto (RealSets) sets = {0};
  samples->each = settings->samples;
  samples->size = data->size;
  report->samples = samples->each;
  report->training = data->training.pictures != NULL;
  report->distances = g_array_new (FALSE, FALSE, sizeof (CliEvaluateDistance));
  g_array_set_clear_func (report->distances, clear_distance);
  report->scales =
      ncsn_patch_scales (ncsn_model_config (model)->height, ncsn_model_config (model)->width);
  if (report->scales == 0) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        _ ("The model's pictures are smaller than the patches of %d × %d pixels to compare; "
           "leave --samples out."),
        NCSN_PATCH_SIDE, NCSN_PATCH_SIDE);
    return FALSE;
  }

  if (!choose_classes (samples, data, model, options->class_name, settings->seed, error) ||
      !prepare_sets (samples, &sets, data, settings, interrupt, error))
    return FALSE;
  return generate (samples, model, threads, settings, interrupt, error) &&
         compare (samples, &sets, model, threads, settings->seed, interrupt, report, error);
}

void
cli_evaluate_samples_clear (CliEvaluateSamples *samples)
{
  g_free (samples->classes);
  g_free (samples->generated);
  g_free (samples->held_out);
}
