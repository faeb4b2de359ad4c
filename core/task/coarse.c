/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a canvas coarsely: as a canvas of its own, NCSN_COARSE times smaller, from the same class.
 */
#include "task/coarse.h"

#include "base/memory.h"
#include "ncsn/random.h"
#include "ncsn/view.h"
#include "run/score.h"

typedef struct {
  NcsnShape canvas;         /* (1, H, W, C) */
  NcsnCoarsePicture coarse; /* as it lies on the canvas */
  float *view;              /* (1, H, W, C + 1) */
  float *picture;           /* for previews: (1, H, W, C) */
  NcsnTaskPlaceFunc place;  /* where previews of the canvas lie; NULL: they are those of the task */
  gpointer place_data;
} Stage;

/* The coarse pixels of an axis. Unless it wraps there are at least those of a patch, whose middle
 * lies on the canvas. */
static gsize
place_axis (gsize size, gsize patch, gboolean wrap, double *step, double *offset)
{
  const gsize needed = (size + NCSN_COARSE - 1) / NCSN_COARSE;
  const gsize drawn = wrap ? needed : MAX (needed, patch);

  *step = (double)size / (double)needed;
  *offset = 0.5 * *step * (double)(drawn - needed);
  return drawn;
}

gsize
ncsn_generate_canvas_patches (const NcsnModelConfig *config, const NcsnCanvasSize *size,
                              gsize *coarse)
{
  const NcsnCanvasOptions options = ncsn_generate_canvas_options (config, size);
  const gsize height = size->tileable_y ? size->height : MAX (size->height, config->height);
  const gsize width = size->tileable_x ? size->width : MAX (size->width, config->width);
  double step, offset;

  *coarse = 0;
  if (config->coarse && (height > config->height || width > config->width))
    *coarse = ncsn_canvas_patches (
        &options, place_axis (height, config->height, size->tileable_y, &step, &offset),
        place_axis (width, config->width, size->tileable_x, &step, &offset));
  return ncsn_canvas_patches (&options, height, width);
}

double
ncsn_task_coarse_floats (NcsnShape shape)
{
  const double pixels = (double)shape.h * (double)shape.w;

  return pixels * (double)(shape.c + 1) * (1.0 + 1.0 / (NCSN_COARSE * NCSN_COARSE));
}

static void
place (const NcsnTaskRun *run, const NcsnCanvasSize *size, Stage *stage)
{
  const NcsnModelConfig *config = ncsn_model_config (run->model);
  NcsnCoarsePicture *coarse = &stage->coarse;

  coarse->wrap_y = size->tileable_y;
  coarse->wrap_x = size->tileable_x;
  coarse->height = place_axis (stage->canvas.h, config->height, coarse->wrap_y, &coarse->step_y,
                               &coarse->offset_y);
  coarse->width = place_axis (stage->canvas.w, config->width, coarse->wrap_x, &coarse->step_x,
                              &coarse->offset_x);
}

static void
enlarge (Stage *stage, const float *pixels)
{
  stage->coarse.pixels = pixels;
  ncsn_view_enlarge (&stage->coarse, stage->canvas.h, stage->canvas.w, stage->canvas.c,
                     stage->view);
}

static void
show (NcsnProgress *progress, gpointer data)
{
  Stage *stage = data;
  const NcsnShape shape = stage->canvas;
  const float *view = stage->view;

  enlarge (stage, progress->denoised);
  for (gsize i = 0; i < shape.h * shape.w; i++, view++)
    for (gsize c = 0; c < shape.c; c++)
      stage->picture[i * shape.c + c] = *view++;
  progress->denoised = stage->picture;
  progress->shape = shape;
  if (stage->place != NULL)
    stage->place (progress, stage->place_data);
}

/* Chains of the same numbers would have the same noise at other places. */
static guint64
coarse_seed (guint64 seed, guint32 number)
{
  const NcsnRandomKey key = {seed, NCSN_STREAM_COARSE, number, 0};
  const NcsnRandomKey other = {seed, NCSN_STREAM_COARSE, number, 1};

  return (guint64)ncsn_random_index (key, G_MAXUINT32) << 32 |
         ncsn_random_index (other, G_MAXUINT32);
}

static gboolean
run_chain (NcsnTaskRun *run, NcsnShape shape, const NcsnCanvasSize *size, guint32 number, float *x,
           float *mark, GError **error)
{
  const NcsnCanvasOptions canvas =
      ncsn_generate_canvas_options (ncsn_model_config (run->model), size);
  const NcsnKnown known = {.view = mark};
  NcsnSampleOptions options = ncsn_task_run_options (run, number);
  g_autoptr (NcsnTaskScore) score = ncsn_task_score_new_canvas (run, number, &canvas, error);

  if (score == NULL)
    return FALSE;
  ncsn_view_mark (-1, shape.h, shape.w, shape.c, mark);
  options.known = &known;
  options.seed = coarse_seed (options.seed, number);
  return ncsn_task_run_new (run, ncsn_task_score_function (score), x, shape, &options, error);
}

gboolean
ncsn_task_draw_coarse (NcsnTaskRun *run, NcsnShape canvas, const NcsnCanvasSize *size,
                       guint32 number, float *view, float *picture, GError **error)
{
  Stage stage = {.canvas = canvas,
                 .view = view,
                 .picture = picture,
                 .place = run->place,
                 .place_data = run->place_data};

  place (run, size, &stage);
  const NcsnShape shape = {1, stage.coarse.height, stage.coarse.width, canvas.c};
  const gsize pixels = shape.h * shape.w;
  g_autoptr (NcsnFloats) x = ncsn_floats_new (pixels * shape.c, error);
  g_autoptr (NcsnFloats) mark = x != NULL ? ncsn_floats_new (pixels * (shape.c + 1), error) : NULL;
  if (mark == NULL)
    return FALSE;
  run->place = show;
  run->place_data = &stage;
  run->weight = run->coarse_work;
  if (!run_chain (run, shape, size, number, x, mark, error))
    return FALSE;
  run->place = stage.place;
  run->place_data = stage.place_data;
  run->weight = 1;
  enlarge (&stage, x);
  return TRUE;
}
