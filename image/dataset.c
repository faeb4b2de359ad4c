/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets: which reader a path needs, statistics, and batches. */
#include "dataset-private.h"

#include <math.h>

#include <glib/gi18n.h>

/* Mean and standard deviation from the exact counts of the 256 values. */
static void
measure (NcsnDataset *dataset)
{
  const gsize n = dataset->count * dataset->height * dataset->width * dataset->channels;
  guint64 histogram[256] = {0};
  for (gsize i = 0; i < n; i++)
    histogram[dataset->pixels[i]]++;

  double sum = 0, sum_of_squares = 0;
  for (guint v = 0; v < 256; v++) {
    const double value = v / 255.0;
    sum += histogram[v] * value;
    sum_of_squares += histogram[v] * value * value;
  }
  dataset->mean = sum / n;
  dataset->sigma = sqrt (MAX (sum_of_squares / n - dataset->mean * dataset->mean, 0.0));
}

NcsnDataset *
ncsn_dataset_load (const char *path, const NcsnDatasetOptions *options, GError **error)
{
  NcsnDataset *dataset;
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE,
                 _ ("There is no folder and no data file “%s”."), path);
    return NULL;
  }
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_autofree char *idx = ncsn_idx_find_images (path);
    dataset = idx != NULL ? ncsn_dataset_load_idx (idx, options, error)
                          : ncsn_dataset_load_folder (path, options, error);
  } else {
    dataset = ncsn_dataset_load_idx (path, options, error);
  }
  if (dataset == NULL)
    return NULL;
  dataset->full_width = dataset->width;
  dataset->full_height = dataset->height;
  measure (dataset);
  return dataset;
}

gboolean
ncsn_dataset_crop (NcsnDataset *dataset, guint width, guint height, GError **error)
{
  if (width <= dataset->full_width && height <= dataset->full_height) {
    dataset->width = width;
    dataset->height = height;
    return TRUE;
  }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The pictures are %u × %u, too small to cut %u × %u out of them."),
               dataset->full_width, dataset->full_height, width, height);
  return FALSE;
}

void
ncsn_dataset_free (NcsnDataset *dataset)
{
  if (dataset == NULL)
    return;
  g_free (dataset->pixels);
  g_free (dataset->labels);
  g_strfreev (dataset->class_names);
  g_free (dataset);
}

/* What is handed out of one picture, as floats 0 … 255, mirrored left to right if asked. Numbers 1
 * and 2 of `key` tell where it is cut from. */
static void
unpack (const NcsnDataset *dataset, gsize index, NcsnRandomKey key, gboolean mirrored, float *out)
{
  const gsize width = dataset->width, stride = dataset->full_width, channels = dataset->channels;
  float place[2];
  ncsn_random_uniform (key, 1, 2, place);
  const gsize left = (gsize)(place[0] * (float)(stride - width + 1));
  const gsize top = (gsize)(place[1] * (float)(dataset->full_height - dataset->height + 1));
  const guint8 *in =
      dataset->pixels + ((index * dataset->full_height + top) * stride + left) * channels;
  for (gsize y = 0; y < dataset->height; y++)
    for (gsize x = 0; x < width; x++) {
      const guint8 *pixel = in + (y * stride + (mirrored ? width - 1 - x : x)) * channels;
      for (gsize c = 0; c < channels; c++)
        *out++ = pixel[c];
    }
}

/* To [0, 1]: b/255, or (b + u)/256 so that values spread over the whole interval that a byte stands
 * for, as the authors train. */
static void
scale (const NcsnDataset *dataset, NcsnRandomKey key, gsize size, float *pixels)
{
  if (!dataset->dequantize) {
    for (gsize i = 0; i < size; i++)
      pixels[i] /= 255.0f;
    return;
  }
  g_autofree float *u = g_new (float, size);
  ncsn_random_uniform (key, 1, size, u); /* number 0 has decided about the mirror */
  for (gsize i = 0; i < size; i++)
    pixels[i] = (pixels[i] + u[i]) / 256.0f;
}

/* The first `count` places of a shuffled list of all pictures (Fisher and Yates). */
void
ncsn_dataset_draw (const NcsnDataset *dataset, guint64 seed, guint count, float *pictures,
                   guint *labels)
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
    unpack (dataset, drawn, key, FALSE, pictures + i * size);
    for (gsize k = i * size; k < (i + 1) * size; k++)
      pictures[k] /= 255.0f;
    if (labels != NULL)
      labels[i] = dataset->labels[drawn];
  }
}

gboolean
ncsn_dataset_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                    guint *classes, gpointer data, GError **error)
{
  const NcsnDataset *dataset = data;
  const gsize size = (gsize)dataset->height * dataset->width * dataset->channels;
  for (guint i = 0; i < count; i++) {
    const NcsnRandomKey draw = {
        .seed = seed, .stream = NCSN_STREAM_BATCH, .item = first + i, .step = step};
    NcsnRandomKey augment = draw;
    augment.stream = NCSN_STREAM_AUGMENT;

    const guint32 index = ncsn_random_index (draw, (guint32)dataset->count);
    float *pixels = pictures + i * size;
    unpack (dataset, index, draw, dataset->flip && ncsn_random_index (augment, 2) == 1, pixels);
    scale (dataset, augment, size, pixels);
    if (classes != NULL)
      classes[i] = dataset->labels[index];
  }
  return TRUE;
}
