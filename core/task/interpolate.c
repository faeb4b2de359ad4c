/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures between those of two seeds. */
#include "ncsn/task.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"
#include "run/memory.h"
#include "run/score.h"
#include "task/pictures.h"

/* Draws a batch of the row, at the angles of `blend`, all from the noise of picture 0 of both
 * seeds. */
static gboolean
sample_batch (NcsnTaskRun *run, const NcsnBlend *blend, NcsnShape shape, float *x, GError **error)
{
  NcsnSampleOptions options = ncsn_task_run_options (run, 0);
  g_autoptr (NcsnTaskScore) score =
      ncsn_task_score_new (run, 0, shape.n, NCSN_TASK_CLASS_ONE, error);

  if (score == NULL)
    return FALSE;
  options.blend = blend;
  return ncsn_task_run_new (run, ncsn_task_score_function (score), x, shape, &options, error);
}

gboolean
ncsn_interpolate (const NcsnModel *model, NcsnThreads *threads, gsize count, guint64 other_seed,
                  const NcsnTaskOptions *options, float *pictures, GError **error)
{
  NcsnShape shape = ncsn_task_picture_shape (model);
  const gsize size = ncsn_shape_size (shape), batch = ncsn_task_batch (model);
  g_autofree double *angles = NULL;
  NcsnTaskRun run;

  if (count < 2 || count > G_MAXUINT32) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "A row of %zu picture was asked for; choose between 2 and %u.",
                              "A row of %zu pictures was asked for; choose between 2 and %u.",
                              count),
                 count, G_MAXUINT32);
    return FALSE;
  }
  shape.n = MIN (count, batch);
  if (!ncsn_task_run_init (&run, model, threads, options, error) ||
      !ncsn_task_check_memory (&run, shape, 2.0 * (double)count, error))
    return FALSE;
  run.total =
      ncsn_task_pictures_batches (model, count) * ncsn_sampler_evaluations (&options->sampler, 1);
  angles = g_new (double, count);
  for (gsize i = 0; i < count; i++)
    angles[i] = G_PI_2 * (double)i / (double)(count - 1);
  for (gsize first = 0; first < count; first += batch) {
    const NcsnBlend blend = {other_seed, angles + first};

    shape.n = MIN (count - first, batch);
    if (!sample_batch (&run, &blend, shape, pictures + first * size, error))
      return FALSE;
  }
  return TRUE;
}
