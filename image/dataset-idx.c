/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets from IDX files. */
#include "dataset-private.h"

#include <glib/gi18n.h>

/* The labels that occur become classes 0, 1, 2 … in ascending order and keep their number as a
 * name. So no class is without pictures, whatever numbers a data set uses (EMNIST's letters begin
 * at 1). */
static void
take_labels (NcsnDataset *dataset, const guint8 *labels)
{
  gboolean occurs[256] = {FALSE};
  for (gsize i = 0; i < dataset->count; i++)
    occurs[labels[i]] = TRUE;

  guint16 class_of[256];
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (11, g_free, TRUE);
  for (guint label = 0; label < 256; label++)
    if (occurs[label]) {
      class_of[label] = names->len;
      g_ptr_array_add (names, g_strdup_printf ("%u", label));
    }

  dataset->labels = g_new (guint16, dataset->count);
  for (gsize i = 0; i < dataset->count; i++)
    dataset->labels[i] = class_of[labels[i]];
  dataset->n_classes = names->len;
  dataset->class_names = (char **)g_ptr_array_steal (names, NULL);
}

static gboolean
load_labels (NcsnDataset *dataset, const char *path, GError **error)
{
  guint32 count;
  g_autofree guint8 *labels = ncsn_idx_load (path, NCSN_IDX_LABELS, &count, error);
  if (labels == NULL)
    return FALSE;
  if (count != dataset->count) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("“%s” holds %u labels for %" G_GSIZE_FORMAT
                    " pictures; the two files do not belong together."),
                 path, count, dataset->count);
    return FALSE;
  }
  take_labels (dataset, labels);
  return TRUE;
}

NcsnDataset *
ncsn_dataset_load_idx (const char *path, const NcsnDatasetOptions *options, GError **error)
{
  guint32 extents[NCSN_IDX_IMAGES];
  guint8 *pixels = ncsn_idx_load (path, NCSN_IDX_IMAGES, extents, error);
  if (pixels == NULL)
    return NULL;

  g_autoptr (NcsnDataset) dataset = g_new0 (NcsnDataset, 1);
  dataset->pixels = pixels;
  dataset->count = extents[0];
  dataset->height = extents[1];
  dataset->width = extents[2];
  dataset->channels = 1;
  if (options->width != 0 &&
      (options->width != dataset->width || options->height != dataset->height)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The pictures of “%s” are %u × %u, and IDX pictures cannot be resized to "
                    "%u × %u."),
                 path, dataset->width, dataset->height, options->width, options->height);
    return NULL;
  }

  g_autofree char *labels = ncsn_idx_find_labels (path);
  if (labels != NULL && !load_labels (dataset, labels, error))
    return NULL;
  return g_steal_pointer (&dataset);
}
