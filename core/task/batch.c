/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What generating and inpainting share: the chain from class and seed to finished pictures. */
#include "task/batch.h"

#include "ncsn/error.h"

void
ncsn_task_options_init (NcsnTaskOptions *options, const NcsnModel *model)
{
  *options = (NcsnTaskOptions){.class_index = -1, .preview_seconds = 0.1};
  ncsn_sampler_init_quality (&options->sampler, NCSN_QUALITY_NORMAL, &ncsn_model_config (model)->schedule);
}

static gboolean
check_class (const NcsnModel *model, int class_index, GError **error)
{
  guint n_classes = ncsn_model_config (model)->n_classes;

  if (class_index < 0 || (guint)class_index < n_classes)
    return TRUE;
  if (n_classes == 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "Class %d was asked for, but this model knows no classes: leave the class out.",
                 class_index);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "Class %d was asked for, but this model's classes are 0 to %u.", class_index,
                 n_classes - 1);
  return FALSE;
}

gboolean
ncsn_task_run_init (NcsnTaskRun *run, const NcsnModel *model, NcsnThreads *threads, gsize count,
                    const NcsnTaskOptions *options, GError **error)
{
  gsize n_batches = count / NCSN_TASK_BATCH + (count % NCSN_TASK_BATCH > 0);

  *run = (NcsnTaskRun){.model = model, .threads = threads, .options = options, .count = count};
  if (!ncsn_sampler_check (&options->sampler, error) ||
      !check_class (model, options->class_index, error))
    return FALSE;

  run->total = n_batches * ncsn_sampler_evaluations (&options->sampler, 1);
  if (ncsn_model_config (model)->n_classes == 0)
    return TRUE;

  run->classes = g_try_new (guint, count);
  if (!run->classes) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 "There is not enough memory for %" G_GSIZE_FORMAT " pictures.", count);
    return FALSE;
  }
  ncsn_model_choose_classes (model, options->class_index, options->seed, 0, run->classes, count);
  return TRUE;
}

void
ncsn_task_run_clear (NcsnTaskRun *run)
{
  g_clear_pointer (&run->classes, g_free);
}

gsize
ncsn_task_run_batch_size (const NcsnTaskRun *run, gsize first)
{
  return MIN (run->count - first, NCSN_TASK_BATCH);
}

/* Passes a batch's progress on as a part of the whole task's. */
static void
forward_progress (const NcsnProgress *progress, gpointer data)
{
  const NcsnTaskRun *run = data;
  NcsnProgress whole = *progress;

  whole.done += run->done;
  whole.total = run->total;
  run->options->progress (&whole, run->options->progress_data);
}

gboolean
ncsn_task_run_batch (NcsnTaskRun *run, gsize first, const NcsnKnown *known, float *x,
                     GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (run->model);
  const NcsnTaskOptions *options = run->options;
  NcsnShape shape = {ncsn_task_run_batch_size (run, first), config->height, config->width,
                     config->channels};
  NcsnSampleOptions sample = {.seed = options->seed,
                              .first_picture = (guint32)first,
                              .known = known,
                              .progress = options->progress ? forward_progress : NULL,
                              .progress_data = run,
                              .cancellable = options->cancellable};
  g_autoptr (NcsnModelScore) score = NULL;

  score = ncsn_model_score_new (run->model, run->threads,
                                run->classes ? run->classes + first : NULL, shape.n, error);
  if (!score)
    return FALSE;

  ncsn_sample_prior (x, shape, options->sampler.schedule.sigma_begin, &sample);
  if (!ncsn_sample (ncsn_model_score_function (score), x, shape, &options->sampler, &sample, error))
    return FALSE;

  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    x[i] = CLAMP (x[i], 0.0f, 1.0f);
  run->done += ncsn_sampler_evaluations (&options->sampler, 1);
  return TRUE;
}
