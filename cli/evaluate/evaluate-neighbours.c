/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches the training data for the nearest pictures. */
#include "evaluate-neighbours.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

/* Scales an octave to search at, if the model was trained at a range of scales. */
#define SCALES_AN_OCTAVE 4

/* Sample number `which` of `count`, taken from as many classes as possible. */
static const float *
choose (const CliEvaluateSamples *samples, const float *pictures, guint which, guint count)
{
  const gboolean many = samples->count >= count;
  const gsize place = many ? which * samples->count / count : which % samples->count;
  const gsize number = many ? 0 : which / samples->count;
  return pictures + (place * samples->each + number) * samples->size;
}

/* The scales of the search, a geometric sequence. */
typedef struct {
  guint count;
  double min, ratio;
} Scales;

static Scales
choose_scales (const NcsnDatasetOptions *options)
{
  if (options->scale_max <= 0)
    return (Scales){1, 1.0, 1.0};
  const double octaves = log2 (options->scale_max / options->scale_min);
  const guint steps = (guint)ceil (octaves * SCALES_AN_OCTAVE);
  return (Scales){steps + 1, options->scale_min, steps > 0 ? exp2 (octaves / steps) : 1.0};
}

/* Loads a training picture at a scale; `number` encodes both. */
static float *
load (const NcsnDataset *pictures, const Scales *scales, gsize number, guint *width, guint *height,
      GError **error)
{
  const double scale = scales->min * pow (scales->ratio, (double)(number % scales->count));
  return ncsn_dataset_picture (pictures, number / scales->count, scale, width, height, error);
}

/* Copies the nearest place, mirrored back if it was found mirrored. */
static gboolean
fetch (const NcsnDataset *pictures, const Scales *scales, const NcsnNeighbour *neighbour,
       NcsnShape shape, float *out, GError **error)
{
  guint width, height;
  if (!isfinite (neighbour->distance))
    return TRUE; /* no picture is large enough: the tile stays black */
  g_autofree float *pixels = load (pictures, scales, neighbour->picture, &width, &height, error);
  if (pixels == NULL)
    return FALSE;
  for (gsize y = 0; y < shape.h; y++)
    for (gsize x = 0; x < shape.w; x++) {
      const gsize column = neighbour->x + (neighbour->mirrored ? shape.w - 1 - x : x);
      memcpy (out + (y * shape.w + x) * shape.c,
              pixels + ((neighbour->y + y) * width + column) * shape.c, shape.c * sizeof (float));
    }
  return TRUE;
}

static gboolean
search (CliEvaluatePairs *pairs, const NcsnDataset *training, NcsnShape shape, const Scales *scales,
        gboolean flip, NcsnThreads *threads, CliInterrupt *interrupt, NcsnNeighbour *neighbours,
        GError **error)
{
  const gsize size = shape.h * shape.w * shape.c, total = training->count * scales->count;
  g_auto (CliEvaluateWatch) watch = {0};
  cli_evaluate_watch_init (&watch, _ ("Nearest pictures"), interrupt);
  for (gsize number = 0; number < total; number++) {
    guint width, height;
    if (!cli_evaluate_watch_step (&watch, number, total, error))
      return FALSE;
    g_autofree float *pixels = load (training, scales, number, &width, &height, error);
    if (pixels == NULL)
      return FALSE;
    ncsn_neighbours_search (threads, pairs->pictures, shape, pixels, height, width, number, flip,
                            neighbours, cli_interrupt_cancellable (interrupt));
  }
  if (!cli_evaluate_watch_step (&watch, 0, 1, error))
    return FALSE;
  pairs->nearest = g_new0 (float, shape.n *size);
  for (gsize k = 0; k < shape.n; k++)
    if (!fetch (training, scales, &neighbours[k], shape, pairs->nearest + k * size, error))
      return FALSE;
  return TRUE;
}

gboolean
cli_evaluate_pairs (CliEvaluatePairs *pairs, const CliEvaluateSamples *samples,
                    const CliEvaluateData *data, const NcsnModel *model, NcsnThreads *threads,
                    const CliEvaluateOptions *options, const CliEvaluateSettings *settings,
                    CliInterrupt *interrupt, CliEvaluateReport *report, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const Scales scales = choose_scales (&settings->data);
  const gsize size = samples->size;
  const guint count = pairs->count =
      (guint)MIN ((gsize)samples->count * samples->each, CLI_EVALUATE_NEIGHBOURS);
  const NcsnShape shape = {2 * count, config->height, config->width, config->channels};
  NcsnNeighbour neighbours[2 * CLI_EVALUATE_NEIGHBOURS];

  pairs->pictures = g_new (float, shape.n *size);
  for (guint k = 0; k < count; k++) {
    memcpy (pairs->pictures + k * size, choose (samples, samples->generated, k, count),
            size * sizeof (float));
    memcpy (pairs->pictures + (count + k) * size, choose (samples, samples->held_out, k, count),
            size * sizeof (float));
  }
  if (data->training.pictures == NULL)
    return TRUE;
  for (guint k = 0; k < shape.n; k++)
    neighbours[k] = (NcsnNeighbour){.distance = INFINITY};
  if (!search (pairs, data->training.pictures, shape, &scales, options->flip, threads, interrupt,
               neighbours, error))
    return FALSE;
  report->n_neighbours = count;
  memcpy (report->generated, neighbours, count * sizeof *neighbours);
  memcpy (report->held_out, neighbours + count, count * sizeof *neighbours);
  return TRUE;
}

void
cli_evaluate_pairs_clear (CliEvaluatePairs *pairs)
{
  g_clear_pointer (&pairs->pictures, g_free);
  g_clear_pointer (&pairs->nearest, g_free);
}
