/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws pictures from a data set: which picture, which rectangle of it, at which scale and in which
 * orientation. Every choice is a pure function of the seed and the place. */
#include "dataset-private.h"

#include <math.h>

/* The use of each number in the sequence of a key. Number 0 chooses the picture. */
enum { NUMBER_LEFT = 1, NUMBER_TOP, NUMBER_SCALE, N_NUMBERS, NUMBER_TURN = N_NUMBERS };

/* The same for the keys of augmentation, whose number 0 decides about mirroring. */
#define NUMBER_DEQUANTIZE 1

typedef struct {
  gboolean mirrored;
  guint turns; /* right angles, after mirroring */
} Orientation;

/* The index of the pixel of the upright picture that goes to (x, y). */
static gsize
pixel_at (guint x, guint y, guint width, Orientation orientation)
{
  for (guint i = 0; i < orientation.turns; i++) {
    const guint left = x;
    x = width - 1 - y;
    y = left;
  }
  return (gsize)y * width + (orientation.mirrored ? width - 1 - x : x);
}

/* Writes the upright picture in this orientation, gray repeated in all channels of the data set. */
static void
orient (const NcsnDataset *dataset, const float *in, guint channels, Orientation orientation,
        float *out)
{
  for (guint y = 0; y < dataset->height; y++)
    for (guint x = 0; x < dataset->width; x++) {
      const float *pixel = in + pixel_at (x, y, dataset->width, orientation) * channels;
      for (guint c = 0; c < dataset->channels; c++)
        *out++ = pixel[channels == 1 ? 0 : c];
    }
}

/* One of the places 0 … floor (room), for u in [0, 1). */
static guint
choose_place (float u, double room)
{
  return (guint)(u * (float)((guint)room + 1));
}

/* The scale of a patch, for u in [0, 1): of the options' range where it fits. A coarse patch is
 * NCSN_COARSE times smaller than one of a scale at which it fits. */
static double
choose_scale (const NcsnDatasetOptions *options, const NcsnDatasetPart *part, guint height, float u,
              gboolean coarse)
{
  const double fitting = ncsn_dataset_fitting_scale (options, part->width, height);
  const double min = MAX (options->scale_min, coarse ? NCSN_COARSE * fitting : fitting);

  return min * pow (options->scale_max / min, u) / (coarse ? NCSN_COARSE : 1);
}

/* Writes a rectangle of one part as floats 0 … 255. The sequence of `key` chooses its place and its
 * scale. */
static gboolean
cut (const NcsnDataset *dataset, gsize index, NcsnRandomKey key, gboolean coarse,
     Orientation orientation, float *out, GError **error)
{
  const NcsnDatasetPrivate *private = dataset->private;
  const NcsnDatasetOptions *options = &private->options;
  const NcsnDatasetPart *part = &private->parts[index];
  const NcsnStoredPicture *picture =
      ncsn_picture_store_picture (private->source->store, part->picture);
  g_autoptr (GBytes) pixels =
      ncsn_picture_store_pixels (private->source->store, part->picture, error);
  if (pixels == NULL)
    return FALSE;

  float u[N_NUMBERS];
  ncsn_random_uniform (key, 0, N_NUMBERS, u);
  const double scale = choose_scale (options, part, picture->height, u[NUMBER_SCALE], coarse);
  const guint size[2] = {dataset->width, dataset->height};
  const double extent[2] = {MIN (size[0] / scale, part->width),
                            MIN (size[1] / scale, picture->height)};
  const guint left = part->left + choose_place (u[NUMBER_LEFT], part->width - extent[0]);
  const guint top = choose_place (u[NUMBER_TOP], picture->height - extent[1]);

  const NcsnResampleSource source = ncsn_dataset_part_source (part, picture, pixels);
  g_autofree float *upright = g_new (float, (gsize)size[0] * size[1] * picture->channels);
  ncsn_resample (&source, left, top, extent, size, upright);
  orient (dataset, upright, picture->channels, orientation, out);
  return TRUE;
}

/* Scales bytes b to [0, 1]: b/255, or (b + u)/256 with u ~ U[0, 1) (uniform dequantisation), as the
 * authors of NCSN train. */
static void
to_unit (const NcsnDataset *dataset, NcsnRandomKey key, gsize size, float *pixels)
{
  if (!dataset->private->options.dequantize) {
    for (gsize i = 0; i < size; i++)
      pixels[i] /= 255.0f;
    return;
  }
  g_autofree float *u = g_new (float, size);
  ncsn_random_uniform (key, NUMBER_DEQUANTIZE, size, u);
  for (gsize i = 0; i < size; i++)
    pixels[i] = (pixels[i] + u[i]) / 256.0f;
}

/* Gives the first `count` places of a shuffled list of all pictures (Fisher–Yates shuffle). */
gboolean
ncsn_dataset_draw (const NcsnDataset *dataset, guint64 seed, guint count, float *pictures,
                   guint *labels, GError **error)
{
  const gsize size = (gsize)dataset->height * dataset->width * dataset->channels;
  const guint32 total = (guint32)dataset->count;
  g_autofree guint32 *list = g_new (guint32, total);
  for (guint32 i = 0; i < total; i++)
    list[i] = i;
  for (guint32 i = 0; i < count; i++) {
    const NcsnRandomKey key = {.seed = seed, .stream = NCSN_STREAM_SUBSET, .item = i};
    const guint32 other = i + ncsn_random_index (key, total - i);
    const guint32 drawn = list[other];
    list[other] = list[i];
    if (!cut (dataset, drawn, key, FALSE, (Orientation){0}, pictures + i * size, error))
      return FALSE;
    for (gsize k = i * size; k < (i + 1) * size; k++)
      pictures[k] /= 255.0f;
    if (labels != NULL)
      labels[i] = dataset->labels[drawn];
  }
  return TRUE;
}

/* The picture for a place of a batch. A window has W places; the picture at its place w is drawn
 * again at every step t for which t + w is divisible by W. */
static guint32
choose_picture (const NcsnDataset *dataset, NcsnRandomKey draw)
{
  const guint window = dataset->private->window;
  if (window == 0)
    return ncsn_random_index (draw, (guint32)dataset->count);
  const guint32 place = ncsn_random_index (draw, window);
  const NcsnRandomKey entry = {.seed = draw.seed,
                               .stream = NCSN_STREAM_WINDOW,
                               .item = place,
                               .step = (guint32)(((guint64)draw.step + place) / window)};
  return ncsn_random_index (entry, (guint32)dataset->count);
}

static Orientation
choose_orientation (const NcsnDataset *dataset, NcsnRandomKey draw, NcsnRandomKey augment)
{
  const NcsnDatasetOptions *options = &dataset->private->options;
  float turn;
  ncsn_random_uniform (draw, NUMBER_TURN, 1, &turn);
  return (Orientation){.mirrored = options->flip && ncsn_random_index (augment, 2) == 1,
                       .turns = options->turn ? (guint)(4 * turn) : 0};
}

gboolean
ncsn_dataset_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                    guint *classes, gpointer data, GError **error)
{
  const NcsnDataset *dataset = data;
  const gsize size = (gsize)dataset->height * dataset->width * dataset->channels;
  const gboolean coarse = dataset->private->options.coarse;
  for (guint i = 0; i < count; i++) {
    const NcsnRandomKey draw = {
        .seed = seed, .stream = NCSN_STREAM_BATCH, .item = first + i, .step = step};
    NcsnRandomKey augment = draw;
    augment.stream = NCSN_STREAM_AUGMENT;

    const guint32 index = choose_picture (dataset, draw);
    const Orientation orientation = choose_orientation (dataset, draw, augment);
    float *pixels = pictures + i * size;
    if (!cut (dataset, index, draw, coarse && ncsn_training_is_coarse (step, first + i),
              orientation, pixels, error))
      return FALSE;
    to_unit (dataset, augment, size, pixels);
    if (classes != NULL)
      classes[i] = dataset->labels[index];
  }
  return TRUE;
}
