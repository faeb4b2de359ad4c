/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The training as an object, and its status file. */
#include "training-private.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "place.h"

#define GROUP "training" /* of the status file */
#define ONLY_USER 0700

char *
ncsn_training_private (const NcsnTraining *training, const char *file)
{
  return ncsn_training_place_private (training->name, file);
}

char *
ncsn_training_beside (const NcsnTraining *training, const char *ending)
{
  return ncsn_training_place_model (training->name, ending);
}

gboolean
ncsn_training_path_exists (char *path)
{
  const gboolean found = g_file_test (path, G_FILE_TEST_EXISTS);

  g_free (path);
  return found;
}

gboolean
ncsn_training_save (const NcsnTraining *training, GError **error)
{
  g_autoptr (GKeyFile) status = g_key_file_new ();
  g_autofree char *path = ncsn_training_private (training, STATUS);
  g_autofree char *output = ncsn_training_beside (training, NCSN_TRAINING_MODEL);

  g_key_file_set_string (status, GROUP, "output", output);
  g_key_file_set_string (status, GROUP, "data", training->data);
  g_key_file_set_double (status, GROUP, "seconds", training->seconds);
  g_key_file_set_double (status, GROUP, "before", training->before);
  g_key_file_set_int64 (status, GROUP, "begun", training->begun);
  g_key_file_set_int64 (status, GROUP, "pid", training->pid);
  g_key_file_set_string (status, GROUP, "then", training->then);
  return g_key_file_save_to_file (status, path, error);
}

NcsnTraining *
ncsn_training_new (const char *name, double seconds, GError **error)
{
  if (!ncsn_training_place_check (name, error) || !ncsn_training_place_make (name, error))
    return NULL;
  NcsnTraining *training = g_new0 (NcsnTraining, 1);
  training->name = g_strdup (name);
  training->data = g_strdup ("");
  training->then = g_strdup ("");
  training->seconds = seconds;
  ncsn_training_save (training,
                      NULL); /* so that one whose start is interrupted can be thrown away */
  return training;
}

NcsnTraining *
ncsn_training_open (const char *name, GError **error)
{
  g_autoptr (GKeyFile) status = g_key_file_new ();
  g_autofree char *path = ncsn_training_place_private (name, STATUS);

  if (!g_key_file_load_from_file (status, path, G_KEY_FILE_NONE, error))
    return NULL;
  NcsnTraining *training = g_new0 (NcsnTraining, 1);
  g_autofree char *data = g_key_file_get_string (status, GROUP, "data", NULL);
  g_autofree char *then = g_key_file_get_string (status, GROUP, "then", NULL);
  training->name = g_strdup (name);
  training->data = g_strdup (data != NULL ? data : "");
  training->then = g_strdup (then != NULL ? then : "");
  training->seconds = g_key_file_get_double (status, GROUP, "seconds", NULL);
  training->before = g_key_file_get_double (status, GROUP, "before", NULL);
  training->begun = g_key_file_get_int64 (status, GROUP, "begun", NULL);
  training->pid = g_key_file_get_int64 (status, GROUP, "pid", NULL);
  return training;
}

void
ncsn_training_free (NcsnTraining *training)
{
  if (training == NULL)
    return;
  g_free (training->name);
  g_free (training->data);
  g_free (training->then);
  g_free (training);
}

const char *
ncsn_training_name (const NcsnTraining *training)
{
  return training->name;
}

char *
ncsn_training_pictures (const NcsnTraining *training, GError **error)
{
  g_autofree char *path = ncsn_training_private (training, PICTURES);

  if (g_mkdir_with_parents (path, ONLY_USER) == 0)
    return g_steal_pointer (&path);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The folder “%s” cannot be made: %s."), path,
               g_strerror (errno));
  return NULL;
}
