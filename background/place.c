/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names become the names of files, so they are checked before any is made. */
#include "place.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "image/model-finder.h"
#include "image/training-files.h"

#define MAX_NAME 100 /* bytes; with an ending it stays below the limit of file systems */
#define ONLY_USER 0700

/* With a dot, NAME.loss could be a name, whose samples are the chart of NAME. */
static gboolean
is_file_name (const char *name)
{
  const char *p = name;

  if (*name == '\0' || strlen (name) > MAX_NAME || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  while (*p != '\0' && strchr ("/\\.", *p) == NULL && !ncsn_text_is_unsafe (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return *p == '\0';
}

gboolean
ncsn_training_place_check (const char *name, GError **error)
{
  g_autofree char *clean = ncsn_text_clean (name, "");
  g_autofree char *folder = ncsn_training_place_private (name, NULL);
  g_autofree char *model = NULL;

  if (*name == '\0')
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("The model has no name yet: enter one."));
  else if (!is_file_name (name))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("“%s” cannot be the name of a model: use a short name without “/” and “.”."),
                 clean);
  else if (g_file_test (folder, G_FILE_TEST_EXISTS))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("There is a training “%s” already: choose another name, or finish that "
                    "training or throw it away first."),
                 clean);
  else if ((model = ncsn_model_finder_find (name, NULL)) != NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("There is a model “%s” already: choose another name."), clean);
  else
    return TRUE;
  return FALSE;
}

char *
ncsn_training_place_private (const char *name, const char *file)
{
  return g_build_filename (g_get_user_data_dir (), "gimp-ncsn", "trainings", name, file, NULL);
}

char *
ncsn_training_place_model (const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_build_filename (g_get_user_data_dir (), "gimp-ncsn", "models", file, NULL);
}

static gboolean
set_errno (GError **error, const char *folder)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The folder “%s” cannot be made: %s."),
               folder, g_strerror (errno));
  return FALSE;
}

gboolean
ncsn_training_place_make (const char *name, GError **error)
{
  g_autofree char *own = ncsn_training_place_private (name, NULL);
  g_autofree char *all = g_path_get_dirname (own);
  g_autofree char *models = ncsn_model_finder_own_folder (error);

  if (models == NULL)
    return FALSE;
  if (g_access (models, W_OK) != 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE,
                 _ ("The folder “%s” of your models cannot be written: %s."), models,
                 g_strerror (errno));
    return FALSE;
  }
  if (g_mkdir_with_parents (all, ONLY_USER) != 0)
    return set_errno (error, all);
  return g_mkdir (own, ONLY_USER) == 0 || set_errno (error, own);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
ncsn_training_place_list (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = ncsn_training_place_private (NULL, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_file_name (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare);
  return names;
}

void
ncsn_training_place_remove (const char *path)
{
  const gboolean link = g_file_test (path, G_FILE_TEST_IS_SYMLINK);
  g_autoptr (GDir) dir = link ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    ncsn_training_place_remove (child);
  }
  g_remove (path);
}
