/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the pictures of a folder and checks their masks and results. */
#include "folder.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "command.h"
#include "image/picture-file.h"
#include "output.h"

#define RESULT_ENDING ".png" /* in place of one in which no picture is written */

static void
files_free (gpointer data)
{
  CliPictureFiles *files = data;
  g_free ((char *)files->input);
  g_free ((char *)files->mask);
  g_free ((char *)files->output);
  g_free (files);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The names of the files in a folder that are not hidden, in order (transfer full). */
static GPtrArray *
list_names (const char *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &reason);
  if (dir == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The folder “%s” cannot be read: %s."),
                 folder, reason->message);
    return NULL;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (*name != '.' && !g_file_test (path, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* The name without its ending (transfer full). */
static char *
stem_of (const char *name)
{
  const char *dot = strrchr (name, '.');
  return dot != NULL ? g_strndup (name, (gsize)(dot - name)) : g_strdup (name);
}

static char *
result_name (const char *name)
{
  g_autofree char *stem = stem_of (name);
  return ncsn_picture_file_is_named (name) ? g_strdup (name)
                                           : g_strconcat (stem, RESULT_ENDING, NULL);
}

/* The names of the masks in a folder by their stems (transfer full). */
static GHashTable *
list_masks (const char *folder, NcsnImageLoader *loader, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (folder, error);
  g_autoptr (GHashTable) masks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = names->pdata[i];
    g_autofree char *path = g_build_filename (folder, name, NULL), *stem = stem_of (name);
    const char *other = g_hash_table_lookup (masks, stem);
    if (!ncsn_image_loader_knows (loader, path))
      continue;
    if (other != NULL) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                   _ ("“%s” and “%s” in the folder “%s” would be masks of the same picture; move "
                      "one of them away."),
                   other, name, folder);
      return NULL;
    }
    g_hash_table_insert (masks, g_steal_pointer (&stem), g_strdup (name));
  }
  return names != NULL ? g_steal_pointer (&masks) : NULL;
}

/* Whether two paths, which may be NULL, are of one file or folder. */
static gboolean
is_same (const char *a, const char *b)
{
  GStatBuf first, second;
  return a != NULL && b != NULL && g_stat (a, &first) == 0 && g_stat (b, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Whether a result at this path would replace a file; of a link it replaces the link alone. */
static gboolean
would_replace (const char *output, const char *path)
{
  return !g_file_test (output, G_FILE_TEST_IS_SYMLINK) && is_same (output, path);
}

/* Sets the mask of a picture: that of its name, or the only one where `masks` is NULL. */
static gboolean
find_mask (const CliPictureOptions *options, GHashTable *masks, const char *name,
           CliPictureFiles *files, GError **error)
{
  g_autofree char *stem = stem_of (name);
  const char *mask = masks != NULL ? g_hash_table_lookup (masks, stem) : NULL;
  if (masks == NULL)
    files->mask = g_strdup (options->mask);
  else if (mask != NULL)
    files->mask = g_build_filename (options->mask, mask, NULL);
  if (masks == NULL || mask != NULL)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The picture “%s” has no mask in the folder “%s”; save one there as “%s.png”."),
               name, options->mask, stem);
  return FALSE;
}

/* Sets the output of a picture. `results` has the names of pictures by those of their results. */
static gboolean
choose_output (const CliPictureOptions *options, GHashTable *results, const char *name,
               CliPictureFiles *files, GError **error)
{
  g_autofree char *result = result_name (name);
  const char *other = g_hash_table_lookup (results, result);
  files->output = g_build_filename (options->output, result, NULL);
  if (other != NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("The results of “%s” and “%s” would both be named “%s”; rename one of them."),
                 other, name, result);
    return FALSE;
  }
  const char *const read[] = {files->input, files->mask, options->also_read, options->task.like};
  gboolean replaces = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (read); i++)
    replaces |= would_replace (files->output, read[i]);
  if (replaces) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The result of “%s” would replace a file that is read; name another folder for "
                    "--output."),
                 name);
    return FALSE;
  }
  g_hash_table_insert (results, g_steal_pointer (&result), (gpointer)name);
  return !g_file_test (files->output, G_FILE_TEST_IS_DIR) ||
         cli_check_output (files->output, error);
}

static gboolean
check_folders (const CliPictureOptions *options, GError **error)
{
  const char *trouble = NULL;
  if (g_file_test (options->output, G_FILE_TEST_EXISTS) &&
      !g_file_test (options->output, G_FILE_TEST_IS_DIR))
    trouble = _ ("--input is a folder, so --output must be a folder, too, and not a file");
  else if (is_same (options->input, options->output))
    trouble = _ ("--output is the folder of the pictures themselves; name another one");
  else if (is_same (options->mask, options->output))
    trouble = _ ("--output is the folder of the masks; name another one");
  else if (options->mask != NULL && !g_file_test (options->mask, G_FILE_TEST_EXISTS))
    trouble = _ ("--mask is neither a file nor a folder");
  else if (options->task.animation != NULL)
    trouble = _ ("--animation shows a single picture, and --input is a folder; leave it out");
  if (trouble != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, trouble);
  return trouble == NULL;
}

/* All pictures of a folder; see cli_folder_list (). masks: NULL, or the names of masks. */
static GPtrArray *
list_files (const CliPictureOptions *options, GPtrArray *names, GHashTable *masks,
            NcsnImageLoader *loader, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (files_free);
  g_autoptr (GHashTable) results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    g_autofree char *path = g_build_filename (options->input, name, NULL);
    if (is_same (path, options->mask) || is_same (path, options->also_read))
      continue; /* what is read for all is no picture to change */
    if (!ncsn_image_loader_knows (loader, path)) {
      cli_note (_ ("“%s” is skipped: it is not a picture in a format that can be read."), path);
      continue;
    }
    CliPictureFiles *files = g_new0 (CliPictureFiles, 1);
    g_ptr_array_add (list, files);
    files->input = g_steal_pointer (&path);
    if (!find_mask (options, masks, name, files, error) ||
        !choose_output (options, results, name, files, error))
      return NULL;
  }
  if (list->len > 0)
    return g_steal_pointer (&list);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The folder “%s” holds no pictures."),
               options->input);
  return NULL;
}

GPtrArray *
cli_folder_list (const CliPictureOptions *options, NcsnImageLoader *loader, GError **error)
{
  const gboolean by_name = options->mask != NULL && g_file_test (options->mask, G_FILE_TEST_IS_DIR);
  g_autoptr (GHashTable) masks = NULL;
  if (!check_folders (options, error))
    return NULL;
  if (by_name && (masks = list_masks (options->mask, loader, error)) == NULL)
    return NULL;
  g_autoptr (GPtrArray) names = list_names (options->input, error);
  return names != NULL ? list_files (options, names, masks, loader, error) : NULL;
}
