/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads data sets from IDX files. */
#include "dataset-private.h"

#include <glib/gi18n-lib.h>

/* The labels that occur become classes 0, 1, 2 … in ascending order, named by their numbers. So
 * every class has pictures, whatever numbers a data set uses (EMNIST's letters begin at 1). */
static void
take_labels (NcsnDatasetSource *source, const guint8 *labels, gsize count)
{
  gboolean occurs[256] = {FALSE};
  for (gsize i = 0; i < count; i++)
    occurs[labels[i]] = TRUE;

  guint16 class_of[256];
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (11, g_free, TRUE);
  for (guint label = 0; label < 256; label++)
    if (occurs[label]) {
      class_of[label] = names->len;
      g_ptr_array_add (names, g_strdup_printf ("%u", label));
    }

  source->labels = g_new (guint16, count);
  for (gsize i = 0; i < count; i++)
    source->labels[i] = class_of[labels[i]];
  source->class_names = (char **)g_ptr_array_steal (names, NULL);
}

static gboolean
load_labels (NcsnDatasetSource *source, const char *path, GError **error)
{
  guint32 count;
  g_autofree guint8 *labels = ncsn_idx_load (path, NCSN_IDX_LABELS, &count, error);
  if (labels == NULL)
    return FALSE;
  if (count != ncsn_picture_store_count (source->store)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("“%s” holds %u labels for %u pictures; the two files do not belong together."),
                 path, count, ncsn_picture_store_count (source->store));
    return FALSE;
  }
  take_labels (source, labels, count);
  return TRUE;
}

static gboolean
check_size (const char *path, const NcsnDatasetOptions *options, guint width, guint height,
            GError **error)
{
  if (options->width != 0 && (options->width != width || options->height != height))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The pictures of “%s” are %u × %u, and IDX pictures cannot be resized to "
                    "%u × %u."),
                 path, width, height, options->width, options->height);
  else if (ncsn_dataset_min_scale (options, width, height) > options->scale_max)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("The pictures of “%s” are %u × %u, too small to cut %u × %u out of them."),
                 path, width, height, options->patch_width, options->patch_height);
  else
    return TRUE;
  return FALSE;
}

NcsnDatasetSource *
ncsn_dataset_read_idx (const char *path, const NcsnDatasetOptions *options, GError **error)
{
  guint32 extents[NCSN_IDX_IMAGES];
  guint8 *pixels = ncsn_idx_load (path, NCSN_IDX_IMAGES, extents, error);
  if (pixels == NULL)
    return NULL;

  const NcsnStoredPicture picture = {.width = extents[2], .height = extents[1], .channels = 1};
  const gsize size = (gsize)picture.width * picture.height;
  g_autoptr (GBytes) all = g_bytes_new_take (pixels, extents[0] * size);
  if (!check_size (path, options, picture.width, picture.height, error))
    return NULL;
  g_autoptr (NcsnDatasetSource) source = g_new0 (NcsnDatasetSource, 1);
  source->store = ncsn_picture_store_new (0, NULL, (NcsnImageLoadOptions){0});
  for (guint i = 0; i < extents[0]; i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (all, i * size, size);
    ncsn_picture_store_add_pixels (source->store, &picture, bytes);
  }

  g_autofree char *labels = ncsn_idx_find_labels (path);
  if (labels != NULL && !load_labels (source, labels, error))
    return NULL;
  return g_steal_pointer (&source);
}
