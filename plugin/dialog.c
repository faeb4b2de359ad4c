/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog: GimpProcedureDialog for its window, buttons and saved settings; the rows inside are
 * laid out here, since a model's file is better chosen from a list and a class from the model's
 * own. */
#include "dialog.h"

#include "arguments.h"
#include "ui/model-chooser.h"
#include "image/model-finder.h"
#include "rows.h"
#include "schedule-panel.h"

#include <glib/gi18n-lib.h>
#include <libgimp/gimpui.h>

typedef struct {
  GimpProcedureConfig *config;
  GtkWidget *window, *chooser, *class, *trouble;
  NcsnSchedulePanel *schedule;
} Dialog;

static void
add_entry (Dialog *dialog, const char *path, const NcsnModelConfig *model)
{
  g_autofree char *name = ncsn_model_finder_name (path);

  ncsn_model_chooser_add (NCSN_MODEL_CHOOSER (dialog->chooser),
                          &(NcsnModelEntry){.path = path,
                                            .name = name,
                                            .width = model->width,
                                            .height = model->height,
                                            .channels = model->channels,
                                            .n_classes = model->n_classes});
}

/* Fills the list of classes; a class that the model does not know becomes "Any". */
static void
list_classes (Dialog *dialog, const NcsnModel *model)
{
  GtkComboBoxText *combo = GTK_COMBO_BOX_TEXT (dialog->class);
  g_autofree char *wanted = NULL;
  guint count = model != NULL ? ncsn_model_config (model)->n_classes : 0;

  g_object_get (dialog->config, "class", &wanted, NULL);
  gtk_combo_box_text_remove_all (combo);
  gtk_combo_box_text_append (combo, "", _ ("Any"));
  for (guint i = 0; i < count; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    const char *name = ncsn_model_class_name (model, i);
    gtk_combo_box_text_append (combo, name != NULL ? name : number, name != NULL ? name : number);
  }
  if (wanted == NULL || !gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), wanted))
    gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), "");
  gtk_widget_set_sensitive (dialog->class, count > 0);
}

/* Shows what the chosen model is, or why it cannot be used. */
static void
show_model (Dialog *dialog, const char *path, const GError *failure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModel) model = path != NULL ? ncsn_model_load (path, &error) : NULL;
  const char *trouble = error != NULL ? error->message : failure != NULL ? failure->message : "";

  if (model != NULL)
    add_entry (dialog, path, ncsn_model_config (model));
  list_classes (dialog, model);
  ncsn_schedule_panel_set_own (dialog->schedule,
                               model != NULL ? &ncsn_model_config (model)->schedule : NULL);
  gtk_label_set_text (GTK_LABEL (dialog->trouble), trouble);
  gtk_widget_set_visible (dialog->trouble, *trouble != '\0');
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, model != NULL);
}

static void
on_model_chosen (GtkComboBox *combo, gpointer data)
{
  Dialog *dialog = data;
  const char *path = ncsn_model_chooser_get_path (NCSN_MODEL_CHOOSER (combo));

  if (path == NULL)
    return;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_object_set (dialog->config, "model", file, NULL);
  show_model (dialog, path, NULL);
}

/* The configuration got another model: at the start, or by the dialog's Reset and Load buttons. */
static void
follow_config (Dialog *dialog)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ncsn_arguments_model_path (dialog->config, &error);

  if (path == NULL)
    show_model (dialog, NULL, error);
  else if (g_strcmp0 (path, ncsn_model_chooser_get_path (NCSN_MODEL_CHOOSER (dialog->chooser))) !=
           0)
    ncsn_model_chooser_set_path (NCSN_MODEL_CHOOSER (dialog->chooser), path);
}

static void
list_models (Dialog *dialog)
{
  g_autoptr (GPtrArray) paths = ncsn_model_finder_list ();

  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (NcsnModel) model = ncsn_model_load (paths->pdata[i], NULL);
    if (model != NULL)
      add_entry (dialog, paths->pdata[i], ncsn_model_config (model));
  }
}

static GtkWidget *
build_left (Dialog *dialog)
{
  GtkGrid *rows = ncsn_rows_new ();
  GObjectClass *class = G_OBJECT_GET_CLASS (dialog->config);
  const char *const numbers[] = {"seed", "columns", "rows", "layers"};

  dialog->chooser = ncsn_model_chooser_new ();
  dialog->class = gtk_combo_box_text_new ();
  g_object_bind_property (dialog->config, "class", dialog->class, "active-id",
                          G_BINDING_BIDIRECTIONAL);
  ncsn_rows_add (rows, dialog->config, "model", dialog->chooser);
  ncsn_rows_add (rows, dialog->config, "class", dialog->class);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_object_class_find_property (class, numbers[i]) != NULL)
      ncsn_rows_add_number (rows, dialog->config, numbers[i], 1);
  return GTK_WIDGET (rows);
}

static void
build (Dialog *dialog)
{
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  GtkWidget *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  gtk_container_set_border_width (GTK_CONTAINER (halves), 12);
  dialog->trouble = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (dialog->trouble), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (dialog->trouble), 70);
  gtk_label_set_xalign (GTK_LABEL (dialog->trouble), 0);
  gtk_widget_set_margin_start (dialog->trouble, 12);
  gtk_widget_set_no_show_all (dialog->trouble, TRUE);
  dialog->schedule = ncsn_schedule_panel_new (dialog->config);
  gtk_container_add (GTK_CONTAINER (halves), build_left (dialog));
  gtk_box_pack_start (GTK_BOX (halves), ncsn_schedule_panel_widget (dialog->schedule), TRUE, TRUE,
                      0);
  gtk_container_add (GTK_CONTAINER (area), halves);
  gtk_container_add (GTK_CONTAINER (area), dialog->trouble);
  gtk_widget_show_all (halves);
}

gboolean
ncsn_dialog_run (GimpProcedure *procedure, GimpProcedureConfig *config, GError **error)
{
  Dialog dialog = {.config = config};

  gimp_ui_init ("ncsn");
  dialog.window = gimp_procedure_dialog_new (procedure, config, NULL);
  build (&dialog);
  list_models (&dialog);
  g_signal_connect (dialog.chooser, "changed", G_CALLBACK (on_model_chosen), &dialog);
  gulong follow =
      g_signal_connect_swapped (config, "notify::model", G_CALLBACK (follow_config), &dialog);
  follow_config (&dialog);
  gboolean ok = gimp_procedure_dialog_run (GIMP_PROCEDURE_DIALOG (dialog.window));
  g_signal_handler_disconnect (config, follow);
  gtk_widget_destroy (dialog.window);
  if (!ok)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The dialog was cancelled."));
  return ok;
}
