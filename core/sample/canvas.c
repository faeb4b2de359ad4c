/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a canvas: lays patches on it, scores them in batches, and adds their scores to that
 * of the canvas. */
#include "ncsn/canvas.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "sample/canvas-patches.h"

/* How many patches there may be beyond the fewest that cover the canvas, in percent. */
#define MAX_EXTRA 15

enum { AXIS_X, AXIS_Y, N_AXES };

struct _NcsnCanvas {
  NcsnScore score;
  NcsnCanvasOptions options;
  NcsnShape shape;    /* of the canvas; all 0 before the first evaluation */
  guint32 evaluation; /* number of the next one */
  NcsnGrid x, y;
  gsize *numbers;          /* of the patches that are scored: what is known all over needs none */
  float *patches, *scores; /* (batch, patch_height, patch_width, C) */
  float *known, *mask;     /* of the patches, (…, C) and (…, 1); NULL while nothing is known */
  float *levels;           /* of the patches, (…, 1); NULL while all pixels have the same */
  float *view;             /* of the patches, (…, C + 1); NULL while there is none */
  float *denoised; /* (1, H, W, C): x + σ² s of the last evaluation; NULL where no patch is ever
                      left out */
};

/* Whether an outermost row or column is to be left out. Its strip would have a seam, so none is
 * where patches overlap. */
static gboolean
too_many (const NcsnCanvasOptions *options, gsize patches, gsize fewest)
{
  return options->overlap == 0 && 100 * patches > (100 + MAX_EXTRA) * fewest;
}

static NcsnGrid
grid_x (const NcsnCanvasOptions *options, gsize width)
{
  return (NcsnGrid){.size = width,
                    .patch = options->patch_width,
                    .wrap = options->wrap_x,
                    .overlap = options->overlap};
}

static NcsnGrid
grid_y (const NcsnCanvasOptions *options, gsize height)
{
  return (NcsnGrid){.size = height,
                    .patch = options->patch_height,
                    .wrap = options->wrap_y,
                    .overlap = options->overlap};
}

gsize
ncsn_canvas_patches (const NcsnCanvasOptions *options, gsize height, gsize width)
{
  const NcsnGrid x = grid_x (options, width), y = grid_y (options, height);
  const gsize fewest_x = ncsn_grid_fewest (&x), fewest_y = ncsn_grid_fewest (&y);
  const gsize most_x = ncsn_grid_most (&x), most_y = ncsn_grid_most (&y);

  if (most_x > fewest_x && most_y > fewest_y &&
      too_many (options, most_x * most_y, fewest_x * fewest_y))
    return MAX (fewest_x * most_y, most_x * fewest_y);
  return most_x * most_y;
}

NcsnCanvas *
ncsn_canvas_new (NcsnScore score, const NcsnCanvasOptions *options)
{
  NcsnCanvas *canvas = g_new0 (NcsnCanvas, 1);

  canvas->score = score;
  canvas->options = *options;
  return canvas;
}

static void
release (NcsnCanvas *canvas)
{
  ncsn_grid_clear (&canvas->x);
  ncsn_grid_clear (&canvas->y);
  g_clear_pointer (&canvas->numbers, g_free);
  g_clear_pointer (&canvas->patches, ncsn_floats_free);
  g_clear_pointer (&canvas->scores, ncsn_floats_free);
  g_clear_pointer (&canvas->known, ncsn_floats_free);
  g_clear_pointer (&canvas->mask, ncsn_floats_free);
  g_clear_pointer (&canvas->levels, ncsn_floats_free);
  g_clear_pointer (&canvas->view, ncsn_floats_free);
  g_clear_pointer (&canvas->denoised, ncsn_floats_free);
  canvas->shape = (NcsnShape){0};
}

void
ncsn_canvas_free (NcsnCanvas *canvas)
{
  if (canvas == NULL)
    return;
  release (canvas);
  g_free (canvas);
}

static gboolean
check_shape (const NcsnCanvasOptions *options, NcsnShape shape, GError **error)
{
  if (shape.n == 1 && (options->wrap_y || shape.h >= options->patch_height) &&
      (options->wrap_x || shape.w >= options->patch_width))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("A canvas of %zu × %zu pixels cannot be made of patches of %zu × %zu: make it at "
                  "least as large as one."),
               shape.w, shape.h, options->patch_width, options->patch_height);
  return FALSE;
}

/* The pixels of a batch of patches. */
static gsize
batch_pixels (const NcsnCanvasOptions *options, NcsnShape shape)
{
  const gsize patches = ncsn_canvas_patches (options, shape.h, shape.w);

  return MIN (patches, options->batch) * options->patch_height * options->patch_width;
}

/* Allocates arrays for a canvas of this shape, unless it is that of the last evaluation. */
static gboolean
prepare (NcsnCanvas *canvas, NcsnShape shape, GError **error)
{
  const NcsnCanvasOptions *options = &canvas->options;
  const gsize size = batch_pixels (options, shape) * shape.c;

  if (ncsn_shape_equal (canvas->shape, shape))
    return TRUE;
  release (canvas);
  if (!check_shape (options, shape, error) ||
      (canvas->patches = ncsn_floats_new (size, error)) == NULL ||
      (canvas->scores = ncsn_floats_new (size, error)) == NULL)
    return FALSE;
  canvas->x = grid_x (options, shape.w);
  canvas->y = grid_y (options, shape.h);
  ncsn_grid_init (&canvas->x);
  ncsn_grid_init (&canvas->y);
  canvas->numbers = g_new (gsize, ncsn_grid_most (&canvas->x) * ncsn_grid_most (&canvas->y));
  if (ncsn_canvas_patches (options, shape.h, shape.w) <
          ncsn_grid_most (&canvas->x) * ncsn_grid_most (&canvas->y) &&
      (canvas->denoised = ncsn_floats_new (ncsn_shape_size (shape), error)) == NULL)
    return FALSE;
  canvas->shape = shape;
  return TRUE;
}

/* Allocates the arrays for what is known of patches, unless they are there. */
static gboolean
prepare_known (NcsnCanvas *canvas, const NcsnKnown *known, GError **error)
{
  const gsize pixels = batch_pixels (&canvas->options, canvas->shape);

  if (known->mask != NULL && canvas->known == NULL)
    canvas->known = ncsn_floats_new (pixels * canvas->shape.c, error);
  if (canvas->known != NULL && canvas->mask == NULL)
    canvas->mask = ncsn_floats_new (pixels, error);
  if (known->levels != NULL && canvas->levels == NULL)
    canvas->levels = ncsn_floats_new (pixels, error);
  if (known->view != NULL && canvas->view == NULL)
    canvas->view = ncsn_floats_new (pixels * (canvas->shape.c + 1), error);
  return (known->mask == NULL || canvas->mask != NULL) &&
         (known->levels == NULL || canvas->levels != NULL) &&
         (known->view == NULL || canvas->view != NULL);
}

static void
shift (const NcsnCanvas *canvas, NcsnGrid *grid, guint32 axis)
{
  NcsnRandomKey key = {.seed = canvas->options.seed,
                       .stream = NCSN_STREAM_CANVAS,
                       .item = axis,
                       .step = canvas->evaluation};

  ncsn_grid_lay_shifted (grid, ncsn_random_index (key, (guint32)ncsn_grid_period (grid)));
}

/* Removes the outermost row or column that alone covers the narrowest strip. */
static void
leave_out_narrowest (NcsnCanvas *canvas)
{
  NcsnGrid *grids[] = {&canvas->x, &canvas->x, &canvas->y, &canvas->y};
  guint narrowest = 0;

  for (guint i = 1; i < G_N_ELEMENTS (grids); i++)
    if (ncsn_grid_strip (grids[i], i % 2) < ncsn_grid_strip (grids[narrowest], narrowest % 2))
      narrowest = i;
  ncsn_grid_leave_out (grids[narrowest], narrowest % 2);
}

/* Places the patches of this evaluation. The first evaluation covers the whole canvas. */
static void
lay (NcsnCanvas *canvas)
{
  NcsnGrid *x = &canvas->x, *y = &canvas->y;
  gsize fewest_x = ncsn_grid_fewest (x);
  gsize fewest_y = ncsn_grid_fewest (y);

  if (canvas->denoised != NULL && canvas->evaluation == 0) {
    ncsn_grid_lay_even (x);
    ncsn_grid_lay_even (y);
  } else {
    shift (canvas, x, AXIS_X);
    shift (canvas, y, AXIS_Y);
    if (x->count > fewest_x && y->count > fewest_y &&
        too_many (&canvas->options, x->count * y->count, fewest_x * fewest_y))
      leave_out_narrowest (canvas);
  }
  ncsn_grid_share (x);
  ncsn_grid_share (y);
}

/* What is known of these patches. */
static NcsnKnown
gather_known (NcsnCanvas *canvas, const NcsnKnown *known, const gsize *numbers, gsize count)
{
  const NcsnGrid *across = &canvas->x, *down = &canvas->y;
  NcsnKnown part = {0};

  if (known->mask != NULL) {
    ncsn_canvas_gather (across, down, known->known, canvas->shape.c, numbers, count, canvas->known);
    ncsn_canvas_gather (across, down, known->mask, 1, numbers, count, canvas->mask);
    part.known = canvas->known;
    part.mask = canvas->mask;
  }
  if (known->levels != NULL) {
    ncsn_canvas_gather (across, down, known->levels, 1, numbers, count, canvas->levels);
    part.levels = canvas->levels;
  }
  if (known->view != NULL) {
    ncsn_canvas_gather (across, down, known->view, canvas->shape.c + 1, numbers, count,
                        canvas->view);
    part.view = canvas->view;
  }
  return part;
}

/* The score of `count` patches of these numbers into the canvas. */
static gboolean
score_batch (NcsnCanvas *canvas, const float *x, const NcsnKnown *known, const gsize *numbers,
             gsize count, double sigma, float *score, GError **error)
{
  const NcsnGrid *across = &canvas->x, *down = &canvas->y;
  const NcsnShape shape = {count, down->patch, across->patch, canvas->shape.c};
  NcsnKnown part;

  ncsn_canvas_gather (across, down, x, shape.c, numbers, count, canvas->patches);
  if (known != NULL)
    part = gather_known (canvas, known, numbers, count);
  if (!canvas->score.evaluate (canvas->patches, shape, sigma, known != NULL ? &part : NULL,
                               canvas->scores, canvas->score.data, error))
    return FALSE;
  ncsn_canvas_scatter (across, down, canvas->scores, shape.c, numbers, count, score);
  return TRUE;
}

/* Where no patch is, the score that leads to the last estimate D of the clean picture:
 * (D - x)/σ². */
static void
fill_uncovered (const NcsnCanvas *canvas, const float *x, double sigma, float *score)
{
  const NcsnShape shape = canvas->shape;
  const double precision = 1.0 / (sigma * sigma);

  for (gsize row = 0; row < shape.h; row++) {
    gboolean outside = row < canvas->y.begin || row >= canvas->y.end;

    for (gsize column = 0; column < shape.w; column++) {
      gsize i = (row * shape.w + column) * shape.c;

      if (outside || column < canvas->x.begin || column >= canvas->x.end)
        for (gsize c = i; c < i + shape.c; c++)
          score[c] = (float)(precision * (canvas->denoised[c] - x[c]));
    }
  }
}

static void
remember (NcsnCanvas *canvas, const float *x, double sigma, const float *score)
{
  gsize size = ncsn_shape_size (canvas->shape);

  for (gsize i = 0; i < size; i++)
    canvas->denoised[i] = (float)(x[i] + sigma * sigma * score[i]);
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  NcsnCanvas *canvas = data;
  gsize patches;

  if (!prepare (canvas, shape, error) || (known != NULL && !prepare_known (canvas, known, error)))
    return FALSE;
  lay (canvas);
  memset (score, 0, ncsn_shape_size (shape) * sizeof (float));
  patches = ncsn_canvas_list (&canvas->x, &canvas->y, known != NULL ? known->mask : NULL,
                              canvas->numbers);
  for (gsize first = 0; first < patches; first += canvas->options.batch)
    if (!score_batch (canvas, x, known, canvas->numbers + first,
                      MIN (patches - first, canvas->options.batch), sigma, score, error))
      return FALSE;
  if (canvas->denoised != NULL) {
    fill_uncovered (canvas, x, sigma, score);
    remember (canvas, x, sigma, score);
  }
  canvas->evaluation++;
  return TRUE;
}

NcsnScore
ncsn_canvas_score (NcsnCanvas *canvas)
{
  return (NcsnScore){evaluate, canvas};
}
