/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads data sets from folders of picture files, or of sub-folders that are the classes. */
#include "dataset-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "training-files.h"

#define MAX_NAMES 50 /* in a sentence */

typedef struct {
  const NcsnDatasetOptions *options;
  const char *path;
  NcsnImageLoadOptions load;
  GPtrArray *folders;  /* the paths of its sub-folders */
  GPtrArray *files;    /* paths: first those in `path`, then those in each sub-folder */
  GArray *folder_of;   /* for each file its index into folders; NONE: in `path` itself */
  GPtrArray *left_out; /* paths of files that a training wrote */
  NcsnPictureStore *store;
  GArray *origins; /* folder_of for each picture in the store */
} Reading;

#define NONE G_MAXUINT

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Full paths of the entries of a folder, sorted by name: either its sub-folders or all others. */
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
list_files (Reading *reading, const char *folder, guint index, GError **error)
{
  GPtrArray *files = list_entries (folder, FALSE, error);
  if (files == NULL)
    return FALSE;
  ncsn_training_files_take (files, reading->left_out);
  for (guint i = 0; i < files->len; i++)
    g_array_append_val (reading->folder_of, index);
  g_ptr_array_extend_and_steal (reading->files, files);
  return TRUE;
}

static gboolean
list_all (Reading *reading, GError **error)
{
  reading->folders = list_entries (reading->path, TRUE, error);
  if (reading->folders == NULL || !list_files (reading, reading->path, NONE, error))
    return FALSE;
  for (guint i = 0; i < reading->folders->len; i++)
    if (!list_files (reading, reading->folders->pdata[i], i, error))
      return FALSE;
  return TRUE;
}

/* Warns about the files, because a user's own picture may have the name of a training's file. */
static void
warn_left_out (const Reading *reading)
{
  const guint count = reading->left_out->len;
  g_autoptr (GString) names = g_string_new (NULL);
  if (count == 0 || reading->options->warning == NULL)
    return;
  for (guint i = 0; i < MIN (count, MAX_NAMES); i++) {
    g_autofree char *name = g_path_get_basename (reading->left_out->pdata[i]);
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "", name);
  }
  const guint more = count - MIN (count, MAX_NAMES);
  g_autofree char *sentence =
      more == 0
          ? g_strdup_printf (
                _ ("Left out of the pictures, because a training or a report wrote them: %s."),
                names->str)
          : g_strdup_printf (
                g_dngettext (GETTEXT_PACKAGE,
                             "Left out of the pictures, because a training or a report wrote "
                             "them: %s and %u more.",
                             "Left out of the pictures, because a training or a report wrote "
                             "them: %s and %u more.",
                             more),
                names->str, more);
  reading->options->warning (sentence, reading->options->warning_data);
}

/* Whole pictures must all have the size of the first. */
static gboolean
check_size (const Reading *reading, const NcsnImage *image, const char *path, GError **error)
{
  if (reading->options->patch_width > 0 || ncsn_picture_store_count (reading->store) == 0)
    return TRUE;
  const NcsnStoredPicture *first = ncsn_picture_store_picture (reading->store, 0);
  if (image->width == first->width && image->height == first->height)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The pictures have different sizes (“%s” has %u × %u pixels, “%s” has "
                  "%zu × %zu); choose one with --size."),
               first->path, first->width, first->height, path, image->width, image->height);
  return FALSE;
}

/* A picture that is large enough; NULL with an error that names the file. */
static NcsnImage *
read_picture (const Reading *reading, const char *path, GError **error)
{
  const NcsnDatasetOptions *options = reading->options;
  g_autoptr (NcsnImage) image =
      ncsn_image_loader_load (options->loader, path, &reading->load, error);
  if (image == NULL ||
      ncsn_dataset_min_scale (options, image->width, image->height) <= options->scale_max)
    return g_steal_pointer (&image);
  const guint times = options->coarse ? NCSN_COARSE : 1;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The picture “%s” has %zu × %zu pixels, too small to cut %u × %u out of it."),
               path, image->width, image->height, times * options->patch_width,
               times * options->patch_height);
  return NULL;
}

/* Reads the files. FALSE for an error that ends the loading, not for a file that is left out. */
static gboolean
read_all (Reading *reading, GError **error)
{
  const NcsnDatasetOptions *options = reading->options;
  warn_left_out (reading);
  for (guint i = 0; i < reading->files->len; i++) {
    const char *path = reading->files->pdata[i];
    g_autoptr (GError) unusable = NULL;
    if (g_cancellable_set_error_if_cancelled (options->cancellable, error))
      return FALSE;
    g_autoptr (NcsnImage) image = read_picture (reading, path, &unusable);
    if (image != NULL) {
      if (!check_size (reading, image, path, error))
        return FALSE;
      ncsn_picture_store_add_file (reading->store, path, image);
      g_array_append_val (reading->origins, g_array_index (reading->folder_of, guint, i));
    } else if (options->warning != NULL) {
      options->warning (unusable->message, options->warning_data);
    }
    if (options->progress != NULL)
      options->progress (i + 1, reading->files->len, options->progress_data);
  }
  if (reading->origins->len > 0)
    return TRUE;
  if (options->patch_width == 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The folder “%s” holds no picture that can be read."), reading->path);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The folder “%s” holds no picture that can be read and is large enough to cut "
                    "%u × %u out of it."),
                 reading->path, (options->coarse ? NCSN_COARSE : 1) * options->patch_width,
                 (options->coarse ? NCSN_COARSE : 1) * options->patch_height);
  return FALSE;
}

/* The name of a picture's file without its ending. */
static char *
stem_of (const Reading *reading, guint i)
{
  char *file = g_path_get_basename (ncsn_picture_store_picture (reading->store, i)->path);
  char *dot = strrchr (file, '.');
  if (dot != NULL && dot != file)
    *dot = '\0';
  return file;
}

/* Whether pictures i and i + 1 are in one folder and differ in their endings only. */
static gboolean
differ_in_ending (const Reading *reading, guint i)
{
  const guint *origins = (const guint *)reading->origins->data;
  if (i + 1 >= reading->origins->len || origins[i] != origins[i + 1])
    return FALSE;
  g_autofree char *one = stem_of (reading, i), *other = stem_of (reading, i + 1);
  return g_str_equal (one, other);
}

/* The name of the class of a picture alone: that of its sub-folder if it is the only one there. */
static char *
name_of_picture (const Reading *reading, guint i)
{
  const guint count = reading->origins->len;
  const guint *origins = (const guint *)reading->origins->data;
  const gboolean whole =
      differ_in_ending (reading, i) || (i > 0 && differ_in_ending (reading, i - 1));
  g_autofree char *file =
      whole ? g_path_get_basename (ncsn_picture_store_picture (reading->store, i)->path)
            : stem_of (reading, i);
  if (origins[i] == NONE)
    return g_steal_pointer (&file);
  g_autofree char *folder = g_path_get_basename (reading->folders->pdata[origins[i]]);
  if ((i == 0 || origins[i - 1] != origins[i]) && (i + 1 == count || origins[i + 1] != origins[i]))
    return g_steal_pointer (&folder);
  return g_strconcat (folder, NCSN_CLASS_PART, file, NULL);
}

/* Sub-folders that hold pictures are the classes, or each picture is one. */
static void
name_classes (const Reading *reading, NcsnDatasetSource *source)
{
  const guint count = reading->origins->len;
  const guint *origins = (const guint *)reading->origins->data;
  const gboolean each = reading->options->each_picture;
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  source->labels = g_new (guint16, count);
  for (guint i = 0; i < count; i++) {
    if (each)
      g_ptr_array_add (names, name_of_picture (reading, i));
    else if (i == 0 || origins[i] != origins[i - 1])
      g_ptr_array_add (names, g_path_get_basename (reading->folders->pdata[origins[i]]));
    source->labels[i] = (guint16)(names->len - 1);
  }
  source->class_names = (char **)g_ptr_array_steal (names, NULL);
}

static gboolean
find_classes (const Reading *reading, NcsnDatasetSource *source, GError **error)
{
  const guint count = reading->origins->len;
  const guint *origins = (const guint *)reading->origins->data;
  if (origins[count - 1] == NONE && !reading->options->each_picture)
    return TRUE;
  if (origins[0] == NONE && origins[count - 1] != NONE) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The folder “%s” holds both pictures and sub-folders of pictures; keep only "
                    "pictures, without classes, or only sub-folders, one for each class."),
                 reading->path);
    return FALSE;
  }
  name_classes (reading, source);
  if (g_strv_length (source->class_names) <= NCSN_MAX_CLASSES)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The pictures have %u classes, but at most %d are possible."),
               g_strv_length (source->class_names), NCSN_MAX_CLASSES);
  return FALSE;
}

NcsnDatasetSource *
ncsn_dataset_read_folder (const char *path, const NcsnDatasetOptions *options, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) left_out = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) folder_of = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (NcsnDatasetSource) source = g_new0 (NcsnDatasetSource, 1);
  const NcsnImageLoadOptions load = {
      .width = options->width, .height = options->height, .bytes = TRUE};
  source->store = ncsn_picture_store_new (options->memory, options->loader, load);
  Reading reading = {.options = options,
                     .path = path,
                     .load = load,
                     .files = files,
                     .folder_of = folder_of,
                     .left_out = left_out,
                     .store = source->store,
                     .origins = origins};
  const gboolean read = list_all (&reading, error) && read_all (&reading, error) &&
                        find_classes (&reading, source, error);
  g_clear_pointer (&reading.folders, g_ptr_array_unref);
  return read ? g_steal_pointer (&source) : NULL;
}

NcsnImage *
ncsn_dataset_first_picture (const char *path, NcsnImageLoader *loader)
{
  const NcsnImageLoadOptions load = {0};
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) left_out = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) folder_of = g_array_new (FALSE, FALSE, sizeof (guint));
  Reading reading = {.path = path, .files = files, .folder_of = folder_of, .left_out = left_out};
  NcsnImage *first = NULL;
  list_all (&reading, NULL);
  g_clear_pointer (&reading.folders, g_ptr_array_unref);
  for (guint i = 0; first == NULL && i < files->len; i++)
    first = ncsn_image_loader_load (loader, files->pdata[i], &load, NULL);
  return first;
}
