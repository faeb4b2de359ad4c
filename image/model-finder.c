/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds model files by name in the folders that model-finder.h lists. */
#include "model-finder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "training-files.h"

#define EVERYONE 0777 /* less the user's mask */

static char *
own_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "gimp-ncsn", "models", NULL);
}

/* The folders in the order of their priority, ended by NULL. */
static GPtrArray *
list_folders (void)
{
  GPtrArray *folders = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  const char *path = g_getenv ("NCSN_MODEL_PATH");
  if (path != NULL) {
    g_auto (GStrv) parts = g_strsplit (path, G_SEARCHPATH_SEPARATOR_S, -1);
    for (guint i = 0; parts[i] != NULL; i++)
      if (*parts[i] != '\0')
        g_ptr_array_add (folders, g_strdup (parts[i]));
  }
  g_ptr_array_add (folders, own_folder ());
  const char *const *system = g_get_system_data_dirs ();
  for (guint i = 0; system[i] != NULL; i++)
    g_ptr_array_add (folders, g_build_filename (system[i], "gimp-ncsn", "models", NULL));
  return folders;
}

char *
ncsn_model_finder_own_folder (GError **error)
{
  g_autofree char *folder = own_folder ();

  if (g_mkdir_with_parents (folder, EVERYONE) == 0)
    return g_steal_pointer (&folder);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The folder “%s” cannot be made: %s."),
               folder, g_strerror (errno));
  return NULL;
}

char *
ncsn_model_finder_name (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  if (g_str_has_suffix (name, NCSN_TRAINING_MODEL))
    name[strlen (name) - strlen (NCSN_TRAINING_MODEL)] = '\0';
  return ncsn_text_clean (name, "");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *name_a = ncsn_model_finder_name (*(const char *const *)a);
  g_autofree char *name_b = ncsn_model_finder_name (*(const char *const *)b);
  return strcmp (name_a, name_b);
}

static void
add_folder (GPtrArray *models, const char *folder, GHashTable *seen)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (*file != '.' && g_str_has_suffix (file, NCSN_TRAINING_MODEL) &&
        g_hash_table_add (seen, g_strdup (file)))
      g_ptr_array_add (models, g_build_filename (folder, file, NULL));
}

GPtrArray *
ncsn_model_finder_list (void)
{
  GPtrArray *models = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) folders = list_folders ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < folders->len; i++)
    add_folder (models, folders->pdata[i], seen);
  g_ptr_array_sort (models, compare_names);
  return models;
}

/* A model file begins with the length of its header in 8 bytes, and the header with a brace. */
#define BRACE_AT 8

gboolean
ncsn_model_finder_is_picture (const char *name)
{
  char start[BRACE_AT + 1] = "";
  if (strpbrk (name, G_DIR_SEPARATOR_S ".") == NULL ||
      g_str_has_suffix (name, NCSN_TRAINING_MODEL) || !g_file_test (name, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  FILE *file = g_fopen (name, "rb");
  if (file == NULL)
    return FALSE;
  const gsize length = fread (start, 1, sizeof start, file);
  fclose (file);
  return length > 0 && start[BRACE_AT] != '{';
}

static void
set_not_found (GError **error, const char *name, GPtrArray *folders)
{
  g_autoptr (GPtrArray) models = ncsn_model_finder_list ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  for (guint i = 0; i < models->len; i++)
    g_ptr_array_add (names, ncsn_model_finder_name (models->pdata[i]));

  g_autofree char *there = g_strjoinv (", ", (char **)names->pdata);
  g_autofree char *where = g_strjoinv (", ", (char **)folders->pdata);
  g_autofree char *meant = ncsn_did_you_mean (name, (const char *const *)names->pdata);
  if (names->len > 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("There is no model “%s”.%s There are %s (looked in %s)."), name, meant, there,
                 where);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("There is no model “%s”, nor any other (looked in %s)."), name, where);
}

char *
ncsn_model_finder_find (const char *name, GError **error)
{
  if (strchr (name, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (name, NCSN_TRAINING_MODEL)) {
    if (g_file_test (name, G_FILE_TEST_EXISTS))
      return g_strdup (name);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("There is no model file “%s”."), name);
    return NULL;
  }

  g_autoptr (GPtrArray) folders = list_folders ();
  g_autofree char *file = g_strconcat (name, NCSN_TRAINING_MODEL, NULL);
  for (guint i = 0; i < folders->len; i++) {
    g_autofree char *path = g_build_filename (folders->pdata[i], file, NULL);
    if (*name != '\0' && g_file_test (path, G_FILE_TEST_IS_REGULAR))
      return g_steal_pointer (&path);
  }
  set_not_found (error, name, folders);
  return NULL;
}
