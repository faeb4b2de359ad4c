/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures of the model's size, batch by batch. */
#include "task/pictures.h"

#include "run/score.h"

guint64
ncsn_task_pictures_batches (const NcsnModel *model, gsize count)
{
  gsize batch = ncsn_task_batch (model);

  return count / batch + (count % batch > 0);
}

static gboolean
sample_batch (NcsnTaskRun *run, guint32 first, NcsnShape shape, float *x, GError **error)
{
  NcsnSampleOptions options = ncsn_task_run_options (run, first);
  g_autoptr (NcsnTaskScore) score =
      ncsn_task_score_new (run, first, shape.n, NCSN_TASK_CLASS_EACH, error);

  if (score == NULL)
    return FALSE;
  return ncsn_task_run_new (run, ncsn_task_score_function (score), x, shape, &options, error);
}

gboolean
ncsn_task_pictures (NcsnTaskRun *run, guint32 first, gsize count, float *pictures, GError **error)
{
  NcsnShape shape = ncsn_task_picture_shape (run->model);
  const gsize size = ncsn_shape_size (shape), batch = ncsn_task_batch (run->model);

  for (gsize done = 0; done < count; done += batch) {
    shape.n = MIN (count - done, batch);
    if (!sample_batch (run, first + (guint32)done, shape, pictures + done * size, error))
      return FALSE;
  }
  return TRUE;
}
