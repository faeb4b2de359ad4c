/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declares and reads the arguments, and starts the training. */
#include "train.h"

#include "train-dialog.h"
#include "train-pictures.h"
#include "training/process.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#define SECONDS 60.0
#define LONGEST (30 * 24 * 60.0) /* minutes */
#define EVERY 100000             /* microseconds between two looks at a training */

/* The ids of the choices of "source". */
enum { SOURCE_VISIBLE, SOURCE_LAYERS, SOURCE_FOLDER };

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

  if (source == SOURCE_FOLDER)
    return chosen_folder (config, error);
  folder = ncsn_training_pictures (training, error);
  return folder != NULL && plugin_train_pictures_write (
                               image, source == SOURCE_LAYERS ? drawables : NULL, folder, error)
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

/* Waits until the pictures are read and the training learns. A training that refuses them is thrown
 * away. */
static gboolean
wait_until_it_learns (NcsnTraining *training, GError **error)
{
  while (ncsn_training_state (training) == NCSN_TRAINING_PREPARES)
    g_usleep (EVERY);
  if (ncsn_training_state (training) != NCSN_TRAINING_FAILED)
    return TRUE;
  g_autofree char *sentence = ncsn_training_sentence (training);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "%s",
               sentence != NULL ? sentence : _ ("The training ended before it began to learn."));
  ncsn_training_discard (training);
  return FALSE;
}

static GimpValueArray *
run (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image, GimpDrawable **drawables,
     GimpProcedureConfig *config, gpointer data)
{
  GError *error = NULL;

  gegl_init (NULL, NULL);
  if (run_mode == GIMP_RUN_INTERACTIVE) {
    plugin_train_dialog_run (procedure, image, drawables, config);
    return gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  }
  g_autoptr (NcsnTraining) training = plugin_train_start (image, drawables, config, &error);
  if (training != NULL && wait_until_it_learns (training, &error))
    return gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  return gimp_procedure_new_return_values (procedure, GIMP_PDB_EXECUTION_ERROR, error);
}

static void
declare_arguments (GimpProcedure *procedure)
{
  gimp_procedure_add_string_argument (procedure, "model-name", _ ("_Name"),
                                      _ ("The name by which the model is found when it has "
                                         "finished; no model may have it already"),
                                      "", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
      procedure, "source", _ ("_Learn from"),
      _ ("What the model is to draw, repair or take noise off. Of layers, a rectangle that is "
         "opaque and selected is used"),
      gimp_choice_new_with_values ("visible", SOURCE_VISIBLE, _ ("What the image shows"), NULL,
                                   "layers", SOURCE_LAYERS, _ ("The selected layers"), NULL,
                                   "folder", SOURCE_FOLDER, _ ("A folder of pictures"), NULL, NULL),
      "visible", G_PARAM_READWRITE);
  gimp_procedure_add_file_argument (
      procedure, "folder", _ ("_Folder"), _ ("The folder of pictures; sub-folders are classes"),
      GIMP_FILE_CHOOSER_ACTION_SELECT_FOLDER, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (procedure, "minutes", _ ("_Minutes"),
                                      _ ("How long the training may take"), 0.1, LONGEST, 60,
                                      G_PARAM_READWRITE);
}

GimpProcedure *
plugin_train_procedure_new (GimpPlugIn *plug_in)
{
  GimpProcedure *procedure = gimp_image_procedure_new (plug_in, PLUGIN_TRAIN_PROCEDURE,
                                                       GIMP_PDB_PROC_TYPE_PLUGIN, run, NULL, NULL);

  gimp_procedure_set_image_types (procedure, "*");
  gimp_procedure_set_sensitivity_mask (procedure, GIMP_PROCEDURE_SENSITIVE_ALWAYS);
  gimp_procedure_set_menu_label (procedure, _ ("_Train a Model from This Image…"));
  gimp_procedure_add_menu_path (procedure, "<Image>/Filters/NCSN");
  gimp_procedure_set_documentation (
      procedure, _ ("Train a model on the layers of this image or on a folder of pictures"),
      _ ("Starts a training, which goes on when GIMP is closed. The finished model is found by its "
         "name in the other dialogs. Without a dialog it returns when the training has begun to "
         "learn."),
      PLUGIN_TRAIN_PROCEDURE);
  gimp_procedure_set_attribution (procedure, "gimp-ncsn", "gimp-ncsn", "2026");
  declare_arguments (procedure);
  return procedure;
}
