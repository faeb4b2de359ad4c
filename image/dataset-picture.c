/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the whole part of a picture that belongs to a data set, at any scale. */
#include "dataset-private.h"

#include <math.h>

#include <glib/gi18n-lib.h>

NcsnResampleSource
ncsn_dataset_part_source (const NcsnDatasetPart *part, const NcsnStoredPicture *picture,
                          GBytes *pixels)
{
  return (NcsnResampleSource){.pixels = g_bytes_get_data (pixels, NULL),
                              .stride = picture->width,
                              .rows = picture->height,
                              .channels = picture->channels,
                              .left = part->left,
                              .width = part->width};
}

float *
ncsn_dataset_picture (const NcsnDataset *dataset, gsize index, double scale, guint *width,
                      guint *height, GError **error)
{
  const NcsnDatasetPart *part = &dataset->private->parts[index];
  NcsnPictureStore *store = dataset->private->source->store;
  const NcsnStoredPicture *picture = ncsn_picture_store_picture (store, part->picture);
  g_autoptr (GBytes) pixels = ncsn_picture_store_pixels (store, part->picture, error);
  if (pixels == NULL)
    return NULL;

  const double extent[2] = {part->width, picture->height};
  const guint size[2] = {(guint)MAX (lround (scale * extent[0]), 1),
                         (guint)MAX (lround (scale * extent[1]), 1)};
  const gsize count = (gsize)size[0] * size[1];
  const NcsnResampleSource source = ncsn_dataset_part_source (part, picture, pixels);
  g_autofree float *shown = g_try_new (float, count * picture->channels);
  float *out = g_try_new (float, count * dataset->channels);
  if (shown == NULL || out == NULL) {
    g_free (out);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("A picture of %u × %u pixels does not fit in memory; close other programs."),
                 size[0], size[1]);
    return NULL;
  }
  ncsn_resample (&source, part->left, 0, extent, size, shown);
  for (gsize i = 0; i < count; i++)
    for (guint c = 0; c < dataset->channels; c++)
      out[i * dataset->channels + c] =
          shown[i * picture->channels + (picture->channels == 1 ? 0 : c)] / 255.0f;
  *width = size[0];
  *height = size[1];
  return out;
}
