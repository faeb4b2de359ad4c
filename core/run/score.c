/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model's score for a task: the model, over it guidance and orientations, over these a canvas. */
#include "run/score.h"

struct _NcsnTaskScore {
  NcsnModelScore *model;
  NcsnModelScore *none;        /* the model's for no class … */
  NcsnGuidedScore *guided;     /* … and of both; NULL: no guidance */
  NcsnOrientedScore *oriented; /* of `model`; NULL: pictures are seen in one orientation */
  NcsnCanvas *canvas;          /* of these; NULL for pictures of the model's size */
};

static NcsnModelScore *
new_model_score (const NcsnTaskRun *run, const guint *classes, gsize count, GError **error)
{
  NcsnModelScore *score = ncsn_model_score_new (run->model, run->threads, classes, count, error);

  if (score != NULL)
    ncsn_model_score_set_cancellable (score, run->options->cancellable);
  return score;
}

/* Adds the score of no class, and guides by it. */
static gboolean
guide (NcsnTaskScore *score, const NcsnTaskRun *run, gsize count, GError **error)
{
  g_autofree guint *none = g_new (guint, count);

  for (gsize i = 0; i < count; i++)
    none[i] = ncsn_model_config (run->model)->n_classes;
  score->none = new_model_score (run, none, count, error);
  if (score->none == NULL)
    return FALSE;
  score->guided =
      ncsn_guided_score_new (ncsn_model_score_function (score->model),
                             ncsn_model_score_function (score->none), run->options->guidance);
  return TRUE;
}

/* The score that is seen in orientations. */
static NcsnScore
of_network (NcsnTaskScore *score)
{
  return score->guided != NULL ? ncsn_guided_score_function (score->guided)
                               : ncsn_model_score_function (score->model);
}

NcsnTaskScore *
ncsn_task_score_new (const NcsnTaskRun *run, guint32 number, gsize count, NcsnTaskClass classes,
                     GError **error)
{
  const NcsnTaskOptions *options = run->options;
  g_autofree guint *indices = g_new (guint, count);
  g_autoptr (NcsnTaskScore) score = g_new0 (NcsnTaskScore, 1);

  ncsn_model_choose_classes (run->model, options->class_index, options->seed, number, indices,
                             classes == NCSN_TASK_CLASS_EACH ? count : 1);
  for (gsize i = 1; classes == NCSN_TASK_CLASS_ONE && i < count; i++)
    indices[i] = indices[0];
  score->model = new_model_score (run, indices, count, error);
  if (score->model == NULL ||
      (ncsn_guidance_scores (options->guidance) > 1 && !guide (score, run, count, error)))
    return NULL;
  if (run->oriented)
    score->oriented =
        ncsn_oriented_score_new (of_network (score), ncsn_model_config (run->model)->symmetry);
  return g_steal_pointer (&score);
}

/* The score of pictures of the model's size. */
static NcsnScore
of_pictures (NcsnTaskScore *score)
{
  return score->oriented != NULL ? ncsn_oriented_score_function (score->oriented)
                                 : of_network (score);
}

NcsnTaskScore *
ncsn_task_score_new_canvas (const NcsnTaskRun *run, guint32 number, const NcsnCanvasOptions *canvas,
                            GError **error)
{
  const NcsnShape patch = ncsn_task_picture_shape (run->model);
  const NcsnCanvasOptions options = {.patch_height = patch.h,
                                     .patch_width = patch.w,
                                     .batch = ncsn_task_batch (run->model),
                                     .wrap_x = canvas->wrap_x,
                                     .wrap_y = canvas->wrap_y,
                                     .overlap = canvas->overlap,
                                     .seed = run->options->seed};
  NcsnTaskScore *score =
      ncsn_task_score_new (run, number, options.batch, NCSN_TASK_CLASS_ONE, error);

  if (score != NULL)
    score->canvas = ncsn_canvas_new (of_pictures (score), &options);
  return score;
}

void
ncsn_task_score_free (NcsnTaskScore *score)
{
  if (score == NULL)
    return;
  ncsn_canvas_free (score->canvas);
  ncsn_oriented_score_free (score->oriented);
  ncsn_guided_score_free (score->guided);
  ncsn_model_score_free (score->none);
  ncsn_model_score_free (score->model);
  g_free (score);
}

NcsnScore
ncsn_task_score_function (NcsnTaskScore *score)
{
  return score->canvas != NULL ? ncsn_canvas_score (score->canvas) : of_pictures (score);
}
