/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declares the arguments, and runs the procedure with or without its window. */
#include "train.h"

#include "train-dialog.h"
#include "train-start.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#define LONGEST (30 * 24 * 60.0) /* minutes */
#define EVERY 100000             /* microseconds between two looks at a training */

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
      gimp_choice_new_with_values ("visible", PLUGIN_TRAIN_VISIBLE, _ ("What the image shows"),
                                   NULL, "layers", PLUGIN_TRAIN_LAYERS, _ ("The selected layers"),
                                   NULL, "folder", PLUGIN_TRAIN_FOLDER, _ ("A folder of pictures"),
                                   NULL, NULL),
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
  gimp_procedure_set_icon_name (procedure, "gimp-ncsn");
  declare_arguments (procedure);
  return procedure;
}
