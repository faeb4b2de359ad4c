/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise levels with which a model draws in few evaluations (level-choice.h). */
#include <glib/gi18n-lib.h>

#include "ncsn/error.h"
#include "ncsn/level-choice.h"
#include "ncsn/task.h"
#include "run/memory.h"
#include "run/score.h"

#define PICTURES 32 /* that the teacher draws */

/* Floats that are kept of the chains of a batch; more pictures would not be faster. */
#define KEPT_FLOATS (16 * 1024 * 1024)

/* Lets the teacher draw a batch of pictures. */
static gboolean
follow (NcsnTaskRun *run, NcsnLevelChoice *choice, guint32 first, NcsnShape shape, float *x,
        GError **error)
{
  const NcsnSampler teacher = ncsn_level_choice_teacher (choice);
  const NcsnModelConfig *config = ncsn_model_config (run->model);
  const NcsnPixelLaw pixels = {config->data_mean, config->data_sigma};
  const NcsnSampleOptions options = ncsn_task_run_options (run, first);
  g_autoptr (NcsnTaskScore) score =
      ncsn_task_score_new (run, first, shape.n, NCSN_TASK_CLASS_EACH, error);

  if (score == NULL)
    return FALSE;
  const NcsnScore own = ncsn_task_score_function (score);
  return ncsn_sample_start (own, x, shape, teacher.schedule.sigma_begin, pixels, &options, error) &&
         ncsn_task_run_chain (run, ncsn_level_choice_watch (choice, own), x, shape, &teacher,
                              &options, error);
}

static gboolean
check_lengths (const guint *lengths, guint n_lengths, GError **error)
{
  gboolean valid = n_lengths >= 1 && n_lengths <= NCSN_MAX_CHOSEN;

  for (guint i = 0; i < n_lengths; i++) {
    valid = valid && lengths[i] >= 2 && lengths[i] <= NCSN_MAX_CHOSEN_LEVELS;
    for (guint j = 0; j < i; j++)
      valid = valid && lengths[i] != lengths[j];
  }
  if (!valid)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("Choose 1 to %d different numbers of levels, each from 2 to %d."),
                 NCSN_MAX_CHOSEN, NCSN_MAX_CHOSEN_LEVELS);
  return valid;
}

gboolean
ncsn_choose_levels (const NcsnModel *model, NcsnThreads *threads, const guint *lengths,
                    guint n_lengths, const NcsnTaskOptions *options, NcsnSchedule *schedule,
                    GError **error)
{
  const NcsnSchedule *own = &ncsn_model_config (model)->schedule;
  NcsnShape shape = ncsn_task_picture_shape (model);
  const gsize size = ncsn_shape_size (shape);
  g_autoptr (NcsnLevelChoice) choice = ncsn_level_choice_new (own);
  const NcsnSampler teacher = ncsn_level_choice_teacher (choice);
  g_autofree float *x = NULL;
  NcsnTaskRun run;
  NcsnSchedule chosen = *own;

  shape.n = CLAMP (KEPT_FLOATS / (gsize)ncsn_level_choice_floats ((double)size), 1, PICTURES);
  const guint batch = (guint)shape.n, batches = (PICTURES + batch - 1) / batch;
  const double kept = (double)shape.n * ncsn_level_choice_floats ((double)size);
  if (!check_lengths (lengths, n_lengths, error) ||
      !ncsn_task_run_init (&run, model, threads, options, error) ||
      !ncsn_task_check_memory (&run, shape, kept + ncsn_task_floats (shape), error))
    return FALSE;
  run.total = batches * ncsn_sampler_evaluations (&teacher, 1);
  x = g_new (float, batch *size);
  for (guint first = 0; first < PICTURES; first += batch) {
    shape.n = MIN (batch, PICTURES - first);
    if (!follow (&run, choice, first, shape, x, error))
      return FALSE;
  }
  chosen.n_chosen = n_lengths;
  for (guint i = 0; i < n_lengths; i++) {
    chosen.chosen[i].count = lengths[i];
    ncsn_level_choice_find (choice, lengths[i], chosen.chosen[i].sigmas);
  }
  /* There are none between equal levels, or along chains whose errors are not finite. */
  if (!ncsn_schedule_check_chosen (&chosen, error))
    return FALSE;
  *schedule = chosen;
  return TRUE;
}
