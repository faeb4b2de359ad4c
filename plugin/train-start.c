/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the arguments, and writes the layers to learn from as pictures. */
#include "train-start.h"

#include "background/process.h"
#include "train-pictures.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#define SECONDS 60.0 /* of a minute */

/* The folder of pictures that the user chose; NULL with an error. */
static char *
chosen_folder (GimpProcedureConfig *config, GError **error)
{
  g_autoptr (GFile) folder = NULL;
  char *path = NULL;

  g_object_get (config, "folder", &folder, NULL);
  path = folder != NULL ? g_file_get_path (folder) : NULL;
  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    return path;
  g_free (path);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("No folder of pictures is chosen: choose one on this computer, or learn from "
                  "layers."));
  return NULL;
}

/* The folder of pictures to learn from, which layers are written into first. */
static char *
make_pictures (NcsnTraining *training, GimpImage *image, GimpDrawable **drawables,
               GimpProcedureConfig *config, GError **error)
{
  const int source = gimp_procedure_config_get_choice_id (config, "source");
  g_autofree char *folder = NULL;

  if (source == PLUGIN_TRAIN_FOLDER)
    return chosen_folder (config, error);
  folder = ncsn_training_pictures (training, error);
  return folder != NULL &&
                 plugin_train_pictures_write (
                     image, source == PLUGIN_TRAIN_LAYERS ? drawables : NULL, folder, error)
             ? g_steal_pointer (&folder)
             : NULL;
}

NcsnTraining *
plugin_train_start (GimpImage *image, GimpDrawable **drawables, GimpProcedureConfig *config,
                    GError **error)
{
  g_autofree char *name = NULL, *command = NULL, *folder = NULL;
  double minutes;

  g_object_get (config, "model-name", &name, "minutes", &minutes, NULL);
  command = ncsn_training_process_command (error);
  if (command == NULL)
    return NULL;
  NcsnTraining *training = ncsn_training_new (g_strstrip (name), minutes * SECONDS, error);
  if (training == NULL)
    return NULL;
  folder = make_pictures (training, image, drawables, config, error);
  if (folder != NULL && ncsn_training_begin (training, folder, error))
    return training;
  ncsn_training_discard (training);
  ncsn_training_free (training);
  return NULL;
}
