/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New pictures of any size: one canvas of patches, or a grid of whole pictures. */
#include "ncsn/task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "run/memory.h"
#include "run/score.h"
#include "task/coarse.h"
#include "task/pictures.h"

/* A grid of pictures for the middle of a canvas. */
typedef struct {
  NcsnShape cell; /* of one of them */
  gsize columns, rows;
} Sheet;

/* Copies pictures first … first+count-1 of a sheet, (count, h, w, c), into the middle of a canvas:
 * a larger sheet is cropped, and the outermost pixels of a smaller one are repeated. */
static void
lay_out (const Sheet *sheet, const float *cells, gsize first, gsize count,
         const NcsnCanvasSize *size, float *picture)
{
  const gsize h = sheet->cell.h, w = sheet->cell.w, c = sheet->cell.c;
  const gssize height = (gssize)(sheet->rows * h), width = (gssize)(sheet->columns * w);
  const gssize top = ((gssize)size->height - height) / 2;
  const gssize left = ((gssize)size->width - width) / 2;

  for (gssize y = 0; y < (gssize)size->height; y++)
    for (gssize x = 0; x < (gssize)size->width; x++) {
      gsize row = (gsize)CLAMP (y - top, 0, height - 1);
      gsize column = (gsize)CLAMP (x - left, 0, width - 1);
      gsize cell = row / h * sheet->columns + column / w;

      if (cell >= first && cell - first < count)
        memcpy (picture, cells + (((cell - first) * h + row % h) * w + column % w) * c,
                c * sizeof (float));
      picture += c;
    }
}

/* Where previews of a sheet are shown. */
typedef struct {
  const NcsnTaskRun *run;
  const Sheet *sheet;
  const NcsnCanvasSize *size;
  float *picture; /* the result's, unused before the end */
} Place;

static void
place_sheet (NcsnProgress *progress, gpointer data)
{
  const Place *place = data;
  const NcsnTaskRun *run = place->run;
  const guint64 done = run->done - MIN (run->done, run->coarse);
  const guint64 chains = done / ncsn_sampler_evaluations (&run->options->sampler, 1);

  lay_out (place->sheet, progress->denoised, chains * ncsn_task_batch (run->model),
           progress->shape.n, place->size, place->picture);
  progress->shape = (NcsnShape){1, place->size->height, place->size->width, place->sheet->cell.c};
  progress->denoised = place->picture;
}

NcsnCanvasOptions
ncsn_generate_canvas_options (const NcsnModelConfig *config, const NcsnCanvasSize *size)
{
  return (NcsnCanvasOptions){.patch_height = config->height,
                             .patch_width = config->width,
                             .wrap_x = size->tileable_x,
                             .wrap_y = size->tileable_y,
                             .overlap = NCSN_CANVAS_OVERLAP (MIN (config->height, config->width))};
}

/* Draws a canvas of patches, coarsely first where that is better. */
static gboolean
draw_canvas (NcsnTaskRun *run, const NcsnCanvasSize *size, guint32 number, NcsnShape shape,
             float *x, GError **error)
{
  const NcsnCanvasOptions canvas =
      ncsn_generate_canvas_options (ncsn_model_config (run->model), size);
  const guint64 evaluations = ncsn_sampler_evaluations (&run->options->sampler, 1);
  NcsnSampleOptions options = ncsn_task_run_options (run, number);
  g_autoptr (NcsnFloats) view = NULL;
  NcsnKnown known = {0};
  gsize coarse;
  const gsize patches =
      ncsn_generate_canvas_patches (ncsn_model_config (run->model), size, &coarse);

  run->total = evaluations;
  if (coarse > 0) {
    view = ncsn_floats_new (shape.h * shape.w * (shape.c + 1), error);
    run->coarse = evaluations;
    run->coarse_work = (double)coarse / (double)patches;
    run->total += evaluations;
    if (view == NULL || !ncsn_task_draw_coarse (run, shape, size, number, view, x, error))
      return FALSE;
    known.view = view;
    options.known = &known;
  }
  g_autoptr (NcsnTaskScore) score = ncsn_task_score_new_canvas (run, number, &canvas, error);
  return score != NULL &&
         ncsn_task_run_new (run, ncsn_task_score_function (score), x, shape, &options, error);
}

/* Draws the canvas as one picture; one smaller than a patch is cut out of a larger one. */
static gboolean
draw_patches (NcsnTaskRun *run, const NcsnCanvasSize *size, guint32 number, float *picture,
              GError **error)
{
  const NcsnShape patch = ncsn_task_picture_shape (run->model);
  const NcsnShape shape = {1, size->tileable_y ? size->height : MAX (size->height, patch.h),
                           size->tileable_x ? size->width : MAX (size->width, patch.w), patch.c};
  const gboolean larger = shape.h != size->height || shape.w != size->width;
  const double floats =
      (larger ? ncsn_task_floats (shape) : 0) +
      (ncsn_model_config (run->model)->coarse ? ncsn_task_coarse_floats (shape) : 0);
  g_autoptr (NcsnFloats) own = NULL;
  const Sheet sheet = {shape, 1, 1};
  Place place = {run, &sheet, size, picture};
  float *x = picture;

  if (!ncsn_task_check_memory (run, shape, floats, error))
    return FALSE;
  if (larger && (x = own = ncsn_floats_new (ncsn_shape_size (shape), error)) == NULL)
    return FALSE;
  run->place = larger ? place_sheet : NULL;
  run->place_data = &place;
  if (!draw_canvas (run, size, number, shape, x, error))
    return FALSE;
  if (larger)
    lay_out (&sheet, x, 0, 1, size, picture);
  return TRUE;
}

/* Draws the canvas as a grid of pictures of the model's size. */
static gboolean
draw_cells (NcsnTaskRun *run, const NcsnCanvasSize *size, guint32 number, float *picture,
            GError **error)
{
  const NcsnShape cell = ncsn_task_picture_shape (run->model);
  const Sheet sheet = {cell, MAX (size->width / cell.w, 1), MAX (size->height / cell.h, 1)};
  const gsize count = sheet.rows * sheet.columns, floats = count * ncsn_shape_size (cell);
  const NcsnShape batch = {MIN (count, ncsn_task_batch (run->model)), cell.h, cell.w, cell.c};
  const NcsnShape all = {sheet.rows, sheet.columns * cell.h, cell.w, cell.c};
  g_autoptr (NcsnFloats) cells = NULL;
  Place place = {run, &sheet, size, picture};

  if (size->tileable_x || size->tileable_y) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("This model draws whole pictures of %zu × %zu, which cannot be tileable: "
                    "choose a model of patches."),
                 cell.w, cell.h);
    return FALSE;
  }
  if (!ncsn_task_check_memory (run, batch, ncsn_task_floats (all), error) ||
      (cells = ncsn_floats_new (floats, error)) == NULL)
    return FALSE;
  run->total = ncsn_task_pictures_batches (run->model, count) *
               ncsn_sampler_evaluations (&run->options->sampler, 1);
  run->place = place_sheet;
  run->place_data = &place;
  memset (picture, 0, size->height * size->width * cell.c * sizeof (float));
  if (!ncsn_task_pictures (run, number * (guint32)count, count, cells, error))
    return FALSE;
  lay_out (&sheet, cells, 0, count, size, picture);
  return TRUE;
}

gboolean
ncsn_generate_canvas (const NcsnModel *model, NcsnThreads *threads, const NcsnCanvasSize *size,
                      guint32 number, const NcsnTaskOptions *options, float *picture,
                      GError **error)
{
  NcsnTaskRun run;

  g_return_val_if_fail (size->width > 0 && size->height > 0, FALSE);

  if (!ncsn_task_run_init (&run, model, threads, options, error))
    return FALSE;
  return ncsn_model_config (model)->patches ? draw_patches (&run, size, number, picture, error)
                                            : draw_cells (&run, size, number, picture, error);
}
