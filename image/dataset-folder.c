/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets from folders of picture files. */
#include "dataset-private.h"

#include <string.h>

#include <glib/gi18n.h>

/* A picture as it waits for the others: gray ones become RGB only if a coloured one is among them.
 */
typedef struct {
  guint channels, class_index;
  guint8 bytes[];
} Picture;

typedef struct {
  const NcsnDatasetOptions *options;
  GPtrArray *pictures; /* of Picture */
  char *first_path;    /* of the picture that set the size */
  guint width, height; /* 0: not known yet */
} Collection;

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Full paths of what a folder holds, sorted by name; only folders or only other things. */
static GPtrArray *
list_entries (const char *folder, gboolean folders, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return NULL;
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (*name != '.' && !g_file_test (path, G_FILE_TEST_IS_DIR) == !folders)
      g_ptr_array_add (entries, g_steal_pointer (&path));
  }
  g_ptr_array_sort (entries, compare_strings);
  return entries;
}

static gboolean
check_size (Collection *collection, const NcsnImage *image, const char *path, GError **error)
{
  if (collection->width == 0) {
    collection->width = image->width;
    collection->height = image->height;
    collection->first_path = g_strdup (path);
  }
  if (image->width == collection->width && image->height == collection->height)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The pictures have different sizes (“%s” has %u × %u pixels, “%s” has "
                  "%" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT "); choose one with --size."),
               collection->first_path, collection->width, collection->height, path, image->width,
               image->height);
  return FALSE;
}

static void
add_picture (Collection *collection, const NcsnImage *image, guint class_index)
{
  const gsize n = image->width * image->height * image->channels;
  Picture *picture = g_malloc (sizeof *picture + n);
  picture->channels = image->channels;
  picture->class_index = class_index;
  for (gsize i = 0; i < n; i++)
    picture->bytes[i] = ncsn_image_byte (image->data[i]);
  g_ptr_array_add (collection->pictures, picture);
}

/* Reads the files of a folder. FALSE only for what ends the whole loading. */
static gboolean
collect_files (Collection *collection, const char *folder, guint class_index, GError **error)
{
  const NcsnDatasetOptions *options = collection->options;
  const NcsnImageLoadOptions load = {.width = options->width, .height = options->height};
  g_autoptr (GPtrArray) paths = list_entries (folder, FALSE, error);
  if (paths == NULL)
    return FALSE;
  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GError) unreadable = NULL;
    g_autoptr (NcsnImage) image =
        ncsn_image_loader_load (options->loader, paths->pdata[i], &load, &unreadable);
    if (image == NULL) {
      if (options->warning != NULL)
        options->warning (unreadable->message, options->warning_data);
      continue;
    }
    if (!check_size (collection, image, paths->pdata[i], error))
      return FALSE;
    add_picture (collection, image, class_index);
  }
  return TRUE;
}

/* Reads the sub-folders. *names receives the names of those that hold pictures. */
static gboolean
collect_classes (Collection *collection, const GPtrArray *folders, GPtrArray *names, GError **error)
{
  for (guint i = 0; i < folders->len; i++) {
    const guint before = collection->pictures->len;
    if (!collect_files (collection, folders->pdata[i], names->len, error))
      return FALSE;
    if (collection->pictures->len > before)
      g_ptr_array_add (names, g_path_get_basename (folders->pdata[i]));
  }
  if (names->len <= NCSN_MAX_CLASSES)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("There are %u sub-folders of pictures, but at most %d classes are possible."),
               names->len, NCSN_MAX_CLASSES);
  return FALSE;
}

static gboolean
collect (Collection *collection, const char *path, GPtrArray *names, GError **error)
{
  g_autoptr (GPtrArray) folders = list_entries (path, TRUE, error);
  if (folders == NULL || !collect_files (collection, path, 0, error))
    return FALSE;
  const guint n_direct = collection->pictures->len;
  if (!collect_classes (collection, folders, names, error))
    return FALSE;
  if (n_direct > 0 && names->len > 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The folder “%s” holds both pictures and sub-folders of pictures; keep either "
                    "pictures without classes or one sub-folder a class."),
                 path);
    return FALSE;
  }
  if (collection->pictures->len > 0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The folder “%s” holds no picture that can be read."), path);
  return FALSE;
}

static void
copy_pixels (guint8 *out, const Picture *picture, gsize n_pixels, guint channels)
{
  if (picture->channels == channels) {
    memcpy (out, picture->bytes, n_pixels * channels);
    return;
  }
  for (gsize i = 0; i < n_pixels; i++)
    memset (out + 3 * i, picture->bytes[i], 3);
}

static NcsnDataset *
assemble (const Collection *collection, GPtrArray *names, GError **error)
{
  const GPtrArray *pictures = collection->pictures;
  g_autoptr (NcsnDataset) dataset = g_new0 (NcsnDataset, 1);
  dataset->count = pictures->len;
  dataset->width = collection->width;
  dataset->height = collection->height;
  dataset->channels = 1;
  for (guint i = 0; i < pictures->len; i++)
    dataset->channels = MAX (dataset->channels, ((Picture *)pictures->pdata[i])->channels);

  const gsize n_pixels = (gsize)dataset->width * dataset->height;
  dataset->pixels = g_try_malloc_n (dataset->count, n_pixels * dataset->channels);
  if (dataset->pixels == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("%u pictures do not fit in memory; choose a smaller --size."), pictures->len);
    return NULL;
  }
  if (names->len > 0) {
    dataset->labels = g_new (guint16, dataset->count);
    dataset->n_classes = names->len;
    dataset->class_names = (char **)g_ptr_array_steal (names, NULL);
  }
  for (guint i = 0; i < pictures->len; i++) {
    const Picture *picture = pictures->pdata[i];
    copy_pixels (dataset->pixels + i * n_pixels * dataset->channels, picture, n_pixels,
                 dataset->channels);
    if (dataset->labels != NULL)
      dataset->labels[i] = picture->class_index;
  }
  return g_steal_pointer (&dataset);
}

NcsnDataset *
ncsn_dataset_load_folder (const char *path, const NcsnDatasetOptions *options, GError **error)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  Collection collection = {.options = options, .pictures = pictures};
  NcsnDataset *dataset =
      collect (&collection, path, names, error) ? assemble (&collection, names, error) : NULL;
  g_free (collection.first_path);
  return dataset;
}
