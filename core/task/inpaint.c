/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling the masked part of a picture of any size, by cells of the model's size. */
#include "task/batch.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"

#define OUTSIDE G_MAXSIZE

/* A picture seen as a grid of cells, and one batch of them as the sampler wants it. */
typedef struct {
  gsize width, height, channels; /* of the picture */
  gsize cell_width, cell_height; /* of the model */
  gsize columns, rows;           /* of the grid */
  const float *mask;             /* (height, width); not owned */
  GArray *wanted;                /* of gsize: the numbers of the cells to fill, row by row */
  float *known, *cell_mask, *x;  /* NCSN_TASK_BATCH cells */
} Cells;

static void
cells_clear (Cells *cells)
{
  g_clear_pointer (&cells->wanted, g_array_unref);
  g_clear_pointer (&cells->known, ncsn_floats_free);
  g_clear_pointer (&cells->cell_mask, ncsn_floats_free);
  g_clear_pointer (&cells->x, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cells, cells_clear)

static gboolean
fills (const Cells *cells, gsize pixel)
{
  return pixel == OUTSIDE || cells->mask[pixel] > 0.0f;
}

static void
find_wanted (Cells *cells)
{
  g_autofree gboolean *wanted = g_new0 (gboolean, cells->rows * cells->columns);

  for (gsize y = 0; y < cells->height; y++)
    for (gsize x = 0; x < cells->width; x++)
      if (fills (cells, y * cells->width + x))
        wanted[y / cells->cell_height * cells->columns + x / cells->cell_width] = TRUE;

  for (gsize cell = 0; cell < cells->rows * cells->columns; cell++)
    if (wanted[cell])
      g_array_append_val (cells->wanted, cell);
}

static gboolean
cells_init (Cells *cells, const NcsnModelConfig *config, gsize width, gsize height,
            const float *mask, GError **error)
{
  gsize cell_pixels = (gsize)config->width * config->height;

  *cells = (Cells){.width = width,
                   .height = height,
                   .channels = config->channels,
                   .cell_width = config->width,
                   .cell_height = config->height,
                   .columns = (width - 1) / config->width + 1,
                   .rows = (height - 1) / config->height + 1,
                   .mask = mask};
  cells->wanted = g_array_new (FALSE, FALSE, sizeof (gsize));
  find_wanted (cells);
  if (cells->wanted->len == 0) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         "The mask is empty, so there is nothing to fill: mark some pixels.");
    return FALSE;
  }
  cells->known = ncsn_floats_new (NCSN_TASK_BATCH * cell_pixels * config->channels, error);
  if (!cells->known)
    return FALSE;
  cells->cell_mask = ncsn_floats_new (NCSN_TASK_BATCH * cell_pixels, error);
  if (!cells->cell_mask)
    return FALSE;
  cells->x = ncsn_floats_new (NCSN_TASK_BATCH * cell_pixels * config->channels, error);
  return cells->x != NULL;
}

/* The number in the picture of pixel `i` of the wanted cell number `k`. */
static gsize
pixel_of (const Cells *cells, gsize k, gsize i)
{
  gsize cell = g_array_index (cells->wanted, gsize, k);
  gsize y = cell / cells->columns * cells->cell_height + i / cells->cell_width;
  gsize x = cell % cells->columns * cells->cell_width + i % cells->cell_width;

  return y < cells->height && x < cells->width ? y * cells->width + x : OUTSIDE;
}

/* Known values are clamped to what the model has seen, which also tames the infinities of float
 * pictures; beyond the picture's edge nothing is known. */
static gboolean
load (Cells *cells, gsize first, gsize count, const float *picture, GError **error)
{
  gsize cell_pixels = cells->cell_width * cells->cell_height;
  gsize channels = cells->channels;

  for (gsize k = 0; k < count; k++)
    for (gsize i = 0; i < cell_pixels; i++) {
      gsize pixel = pixel_of (cells, first + k, i);
      float *known = cells->known + (k * cell_pixels + i) * channels;

      cells->cell_mask[k * cell_pixels + i] = fills (cells, pixel) ? 1.0f : 0.0f;
      for (gsize c = 0; c < channels; c++) {
        known[c] = fills (cells, pixel) ? 0.0f : picture[pixel * channels + c];
        if (isnan (known[c])) {
          g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       "The pixel at column %" G_GSIZE_FORMAT ", row %" G_GSIZE_FORMAT
                       " is not a number: repair the picture or include that pixel in the mask.",
                       pixel % cells->width, pixel / cells->width);
          return FALSE;
        }
        known[c] = CLAMP (known[c], 0.0f, 1.0f);
      }
    }
  return TRUE;
}

static void
store (const Cells *cells, gsize first, gsize count, float *picture)
{
  gsize cell_pixels = cells->cell_width * cells->cell_height;
  gsize channels = cells->channels;

  for (gsize k = 0; k < count; k++)
    for (gsize i = 0; i < cell_pixels; i++) {
      gsize pixel = pixel_of (cells, first + k, i);

      if (pixel != OUTSIDE && fills (cells, pixel))
        memcpy (picture + pixel * channels, cells->x + (k * cell_pixels + i) * channels,
                channels * sizeof (float));
    }
}

gboolean
ncsn_inpaint (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
              const float *mask, const NcsnInpaintOptions *inpaint,
              const NcsnTaskOptions *options, float *picture, GError **error)
{
  gsize size = width * height * ncsn_model_config (model)->channels;
  g_autoptr (NcsnFloats) filled = NULL;
  g_auto (Cells) cells = {0};
  g_auto (NcsnTaskRun) run = {0};

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (!cells_init (&cells, ncsn_model_config (model), width, height, mask, error) ||
      !ncsn_task_run_init (&run, model, threads, cells.wanted->len, options, error))
    return FALSE;

  /* Filled aside, so that a failure or a cancellation half-way leaves the picture as it was. */
  filled = ncsn_floats_new (size, error);
  if (!filled)
    return FALSE;
  memcpy (filled, picture, size * sizeof (float));
  for (gsize first = 0; first < run.count; first += NCSN_TASK_BATCH) {
    NcsnKnown known = {.known = cells.known, .mask = cells.cell_mask};
    gsize count = ncsn_task_run_batch_size (&run, first);

    if (!load (&cells, first, count, picture, error) ||
        !ncsn_task_run_batch (&run, first, &known, cells.x, error))
      return FALSE;
    store (&cells, first, count, filled);
  }
  memcpy (picture, filled, size * sizeof (float));
  return TRUE;
}
