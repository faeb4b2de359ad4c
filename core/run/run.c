/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all tasks share: from options to chains, and from the progress of chains to that of the
 * task. */
#include "run/run.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"

/* Floats in a batch: larger batches are not faster. */
#define BATCH_FLOATS (16 * 1024 * 1024)

void
ncsn_task_options_init (NcsnTaskOptions *options, NcsnPurpose purpose, const NcsnModel *model)
{
  *options = (NcsnTaskOptions){.class_index = -1, .preview_seconds = 0.1};
  if (model != NULL)
    ncsn_sampler_init_quality (&options->sampler, NCSN_QUALITY_DEFAULT, purpose,
                               &ncsn_model_config (model)->schedule);
}

static gboolean
check_class (const NcsnModel *model, int class_index, GError **error)
{
  guint n_classes = ncsn_model_config (model)->n_classes;

  if (class_index < 0 || (guint)class_index < n_classes)
    return TRUE;
  if (n_classes == 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("Class %d was asked for, but this model has no classes: do not name a class."),
                 class_index);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("Class %d was asked for, but this model's classes are 0 to %u."), class_index,
                 n_classes - 1);
  return FALSE;
}

/* The first comparison is false for NaN. */
static gboolean
check_guidance (const NcsnModel *model, double guidance, GError **error)
{
  if (!(guidance >= 0.0 && guidance <= NCSN_MAX_GUIDANCE)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The guidance is %g; choose a number above 0 and at most %g."), guidance,
                 NCSN_MAX_GUIDANCE);
    return FALSE;
  }
  if (guidance == 0.0 || guidance == 1.0 || ncsn_model_config (model)->guidable)
    return TRUE;
  g_set_error_literal (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("Guidance needs a model that was also trained without classes (ncsn train "
         "--guidable), and this one was not: leave the guidance out."));
  return FALSE;
}

gboolean
ncsn_task_run_init (NcsnTaskRun *run, const NcsnModel *model, NcsnThreads *threads,
                    const NcsnTaskOptions *options, GError **error)
{
  *run = (NcsnTaskRun){.model = model, .threads = threads, .options = options, .weight = 1};
  return model == NULL || (ncsn_sampler_check (&options->sampler, error) &&
                           check_class (model, options->class_index, error) &&
                           check_guidance (model, options->guidance, error));
}

NcsnShape
ncsn_task_picture_shape (const NcsnModel *model)
{
  const NcsnModelConfig *config = ncsn_model_config (model);

  return (NcsnShape){1, config->height, config->width, config->channels};
}

gsize
ncsn_task_batch (const NcsnModel *model)
{
  gsize size = ncsn_shape_size (ncsn_task_picture_shape (model));

  return CLAMP (BATCH_FLOATS / size, 1, NCSN_TASK_BATCH);
}

/* The share of the task's work after this much. */
static double
share_of (const NcsnTaskRun *run, double work)
{
  return work / ((double)(run->total - run->rounds - run->coarse) + run->rounds_work +
                 run->coarse_work * (double)run->coarse);
}

/* Reports a chain's progress as part of that of the task. */
static void
forward_progress (const NcsnProgress *progress, gpointer data)
{
  const NcsnTaskRun *run = data;
  NcsnProgress whole = *progress;

  whole.done += run->done;
  whole.total = run->total;
  whole.rounds = run->rounds;
  whole.share = share_of (run, run->work + run->weight * (double)progress->done);
  if (run->place != NULL && whole.denoised != NULL)
    run->place (&whole, run->place_data);
  run->options->progress (&whole, run->options->progress_data);
}

NcsnSampleOptions
ncsn_task_run_options (NcsnTaskRun *run, guint32 first)
{
  const NcsnTaskOptions *options = run->options;

  return (NcsnSampleOptions){.seed = options->seed,
                             .first_picture = first,
                             .progress = options->progress != NULL ? forward_progress : NULL,
                             .progress_data = run,
                             .preview_seconds = options->preview_seconds,
                             .cancellable = options->cancellable};
}

gboolean
ncsn_task_run_chain (NcsnTaskRun *run, NcsnScore score, float *x, NcsnShape shape,
                     const NcsnSampler *sampler, const NcsnSampleOptions *options, GError **error)
{
  if (!ncsn_sample (score, x, shape, sampler, options, error))
    return FALSE;
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    x[i] = CLAMP (x[i], 0.0f, 1.0f);
  const guint64 evaluations = ncsn_sampler_evaluations (sampler, options->passes);
  run->done += evaluations;
  run->work += run->weight * (double)evaluations;
  return TRUE;
}

gboolean
ncsn_task_run_new (NcsnTaskRun *run, NcsnScore score, float *x, NcsnShape shape,
                   const NcsnSampleOptions *options, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (run->model);
  const NcsnSampler *sampler = &run->options->sampler;
  const NcsnPixelLaw pixels = {config->data_mean, config->data_sigma};

  return ncsn_sample_start (score, x, shape, sampler->schedule.sigma_begin, pixels, options,
                            error) &&
         ncsn_task_run_chain (run, score, x, shape, sampler, options, error);
}

void
ncsn_task_run_report (NcsnTaskRun *run, double sigma, NcsnShape shape, const float *denoised)
{
  NcsnProgress progress = {.done = ++run->done,
                           .total = run->total,
                           .share = share_of (run, ++run->work),
                           .sigma = sigma,
                           .shape = shape,
                           .denoised = denoised};

  if (run->options->progress == NULL)
    return;
  if (run->place != NULL)
    run->place (&progress, run->place_data);
  run->options->progress (&progress, run->options->progress_data);
}
