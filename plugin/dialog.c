/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of a task. GimpProcedureDialog provides the window, the buttons and the saved
 * settings. The rows are built here, because models and classes are better chosen from lists. */
#include "dialog.h"

#include "image/model-finder.h"
#include "pace.h"
#include "quality-panel.h"
#include "rows.h"
#include "sampler-arguments.h"
#include "sampler-panel.h"
#include "ui/model-chooser.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libgimp/gimpui.h>

typedef struct {
  const PluginTask *task;
  const PluginCall *call;
  GimpProcedureConfig *config; /* the call's */
  GtkWidget *window, *chooser, *class, *trouble;
  gboolean usable; /* whether the chosen model can be used; the two below are its */
  gboolean patches, has_classes;
  GtkGrid *rows;
  PluginQualityPanel *quality; /* NULL if the task does not sample; the sampler too */
  PluginSamplerPanel *sampler;
  GCancellable *measuring; /* of the timing that is running, or NULL */
} Dialog;

static void
add_entry (Dialog *dialog, const char *path, const NcsnModelConfig *model)
{
  g_autofree char *name = ncsn_model_finder_name (path);

  ui_model_chooser_add (UI_MODEL_CHOOSER (dialog->chooser),
                        &(UiModelEntry){.path = path,
                                        .name = name,
                                        .width = model->width,
                                        .height = model->height,
                                        .channels = model->channels,
                                        .n_classes = model->n_classes});
}

/* Adds the group of a class, above the first of its classes. */
static void
add_group (GtkComboBoxText *combo, const char *name, const char *before)
{
  const char *end = strstr (name, NCSN_CLASS_PART);

  if (end == NULL || (before != NULL && strncmp (before, name, (gsize)(end + 1 - name)) == 0))
    return;
  g_autofree char *group = g_strndup (name, (gsize)(end - name));
  gtk_combo_box_text_append (combo, group, group);
}

/* Fills the list of classes. If the model does not have the chosen class, "Any" is chosen. */
static void
list_classes (Dialog *dialog, const NcsnModelSummary *model)
{
  GtkComboBoxText *combo = GTK_COMBO_BOX_TEXT (dialog->class);
  g_autofree char *wanted = NULL;
  guint count = model != NULL ? model->config.n_classes : 0;

  g_object_get (dialog->config, "class", &wanted, NULL);
  gtk_combo_box_text_remove_all (combo);
  gtk_combo_box_text_append (combo, "", _ ("Any"));
  for (guint i = 0; i < count; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    const char *name = model->class_names != NULL ? model->class_names[i] : number;
    if (model->class_names != NULL)
      add_group (combo, name, i > 0 ? model->class_names[i - 1] : NULL);
    gtk_combo_box_text_append (combo, name, name);
  }
  if (wanted == NULL || !gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), wanted))
    gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), "");
  dialog->has_classes = count > 0;
}

/* Resets an argument, if it has another value, because listeners hear of every value that is set.
 */
static void
reset (GimpProcedureConfig *config, const char *argument)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), argument);
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (config), argument, &value);
  if (!g_param_value_defaults (spec, &value))
    g_object_set_property (G_OBJECT (config), argument, g_param_spec_get_default_value (spec));
}

/* Hides the rows of arguments that do not apply to the model, and resets these arguments; disables
 * those that do not count with the others. Where no model counts, patches do the work. */
static void
suit_rows (Dialog *dialog)
{
  gboolean modelled = plugin_call_reads (dialog->call, "model");

  for (const PluginTaskArgument *argument = dialog->task->arguments; argument->name != NULL;
       argument++) {
    gboolean suits = plugin_task_argument_suits (argument, !modelled || dialog->patches);

    plugin_rows_set_visible (dialog->rows, argument->name, suits);
    plugin_rows_set_sensitive (dialog->rows, argument->name,
                               plugin_call_reads (dialog->call, argument->name));
    if (!suits)
      reset (dialog->config, argument->name);
  }
}

/* Brings everything that depends on several arguments in line with them. What is wrong with a model
 * is no obstacle where none counts. */
static void
suit (Dialog *dialog)
{
  gboolean modelled = plugin_call_reads (dialog->call, "model");
  gboolean sampled = plugin_call_reads (dialog->call, "quality");

  suit_rows (dialog);
  gtk_widget_set_sensitive (dialog->chooser, modelled);
  gtk_widget_set_sensitive (dialog->class,
                            dialog->has_classes && plugin_call_reads (dialog->call, "class"));
  if (dialog->quality != NULL) {
    gtk_widget_set_sensitive (plugin_quality_panel_widget (dialog->quality), sampled);
    gtk_widget_set_sensitive (plugin_sampler_panel_widget (dialog->sampler), sampled);
  }
  gtk_widget_set_visible (dialog->trouble, modelled && !dialog->usable);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK,
                                     dialog->usable || !modelled);
}

/* Shows why the chosen model cannot be used, and disables OK then; NULL: it can be used. */
static void
show_trouble (Dialog *dialog, const GError *error)
{
  g_autofree char *text = ncsn_text_clean (error != NULL ? error->message : "", "");

  gtk_label_set_text (GTK_LABEL (dialog->trouble), text);
  dialog->usable = error == NULL;
  suit (dialog);
}

static void
stop_measuring (Dialog *dialog)
{
  if (dialog->measuring != NULL)
    g_cancellable_cancel (dialog->measuring);
  g_clear_object (&dialog->measuring);
}

/* A cancelled measurement may end after the dialog was closed: then `data` must not be used. Any
 * other error is one of the model's file. */
static void
on_pace_measured (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  double seconds = plugin_pace_measure_finish (result, &error);

  if (error == NULL)
    plugin_quality_panel_set_pace (((Dialog *)data)->quality, seconds);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_trouble (data, error);
}

/* Updates the panels for the chosen model. model: NULL if there is none. */
static void
suit_panels (Dialog *dialog, const char *path, const NcsnModelConfig *model)
{
  stop_measuring (dialog);
  if (dialog->quality == NULL)
    return;
  plugin_quality_panel_set_model (dialog->quality, model);
  plugin_sampler_panel_set_own (dialog->sampler, model != NULL ? &model->schedule : NULL);
  if (model == NULL)
    return;
  dialog->measuring = g_cancellable_new ();
  plugin_pace_measure (path, dialog->measuring, on_pace_measured, dialog);
}

/* Shows the facts of the chosen model, or why it cannot be used. */
static void
show_model (Dialog *dialog, const char *path, const GError *failure)
{
  g_autoptr (GError) error = NULL;
  g_auto (NcsnModelSummary) model = {0};
  gboolean known = path != NULL && ncsn_model_peek (path, &model, &error);

  if (known) {
    add_entry (dialog, path, &model.config);
    dialog->patches = model.config.patches;
  }
  list_classes (dialog, known ? &model : NULL);
  show_trouble (dialog, error != NULL ? error : failure);
  suit_panels (dialog, path, known ? &model.config : NULL);
}

static void
on_model_chosen (GtkComboBox *combo, gpointer data)
{
  Dialog *dialog = data;
  const char *path = ui_model_chooser_get_path (UI_MODEL_CHOOSER (combo));

  if (path == NULL)
    return;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_object_set (dialog->config, "model", file, NULL);
  show_model (dialog, path, NULL);
}

/* Shows the model of the configuration, which changes at the start and by the dialog's Reset and
 * Load buttons. */
static void
follow_config (Dialog *dialog)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      plugin_arguments_model_path (dialog->config, dialog->task->default_model, &error);

  if (path == NULL)
    show_model (dialog, NULL, error);
  else if (g_strcmp0 (path, ui_model_chooser_get_path (UI_MODEL_CHOOSER (dialog->chooser))) != 0)
    ui_model_chooser_set_path (UI_MODEL_CHOOSER (dialog->chooser), path);
}

static void
list_models (Dialog *dialog)
{
  g_autoptr (GPtrArray) paths = ncsn_model_finder_list ();

  for (guint i = 0; i < paths->len; i++) {
    g_auto (NcsnModelSummary) model = {0};
    if (ncsn_model_peek (paths->pdata[i], &model, NULL))
      add_entry (dialog, paths->pdata[i], &model.config);
  }
}

/* Long names of classes are cut off, so that they cannot make the dialog too wide. */
static GtkWidget *
class_list_new (void)
{
  GtkWidget *list = gtk_combo_box_text_new ();
  g_autoptr (GList) cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (list));

  g_object_set (cells->data, "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", 30, NULL);
  return list;
}

static void
add_row (Dialog *dialog, const PluginTaskArgument *argument)
{
  GParamSpec *spec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), argument->name);

  if (argument->step > 0)
    plugin_rows_add_number (dialog->rows, dialog->config, argument->name, argument->step);
  else if (g_type_is_a (spec->value_type, GIMP_TYPE_CHANNEL))
    plugin_rows_add_channel (dialog->rows, dialog->config, argument->name, dialog->call->image,
                             _ ("Everywhere"));
  else
    plugin_rows_add_choice (dialog->rows, dialog->config, argument->name);
}

static void
build_rows (Dialog *dialog)
{
  GtkGrid *rows = dialog->rows = plugin_rows_new ();

  dialog->chooser = ui_model_chooser_new ();
  dialog->class = class_list_new ();
  g_object_bind_property (dialog->config, "class", dialog->class, "active-id",
                          G_BINDING_BIDIRECTIONAL);
  plugin_rows_add (rows, dialog->config, "model", dialog->chooser);
  plugin_rows_add (rows, dialog->config, "class", dialog->class);
  for (const PluginTaskArgument *argument = dialog->task->arguments; argument->name != NULL;
       argument++)
    add_row (dialog, argument);
  plugin_rows_add_number (rows, dialog->config, "seed", 1);
}

static void
build (Dialog *dialog)
{
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  gtk_container_set_border_width (GTK_CONTAINER (box), 12);
  gtk_container_add (GTK_CONTAINER (box), halves);
  build_rows (dialog);
  if (dialog->task->samples) {
    dialog->quality = plugin_quality_panel_new (dialog->call);
    dialog->sampler = plugin_sampler_panel_new (dialog->config, dialog->task->purpose);
    gtk_container_add (GTK_CONTAINER (halves), plugin_quality_panel_widget (dialog->quality));
    gtk_box_pack_start (GTK_BOX (box), plugin_sampler_panel_widget (dialog->sampler), TRUE, TRUE,
                        0);
  }
  gtk_box_pack_start (GTK_BOX (halves), GTK_WIDGET (dialog->rows), TRUE, TRUE, 0);
  dialog->trouble = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (dialog->trouble), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (dialog->trouble), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (dialog->trouble), 50);
  gtk_label_set_xalign (GTK_LABEL (dialog->trouble), 0);
  gtk_container_add (GTK_CONTAINER (box), dialog->trouble);
  gtk_box_pack_start (GTK_BOX (area), box, TRUE, TRUE, 0);
  gtk_widget_show_all (box);
}

gboolean
plugin_dialog_run (const PluginCall *call, GError **error)
{
  Dialog dialog = {.task = call->task, .call = call, .config = call->config, .usable = TRUE};

  gimp_ui_init ("ncsn");
  dialog.window = gimp_procedure_dialog_new (call->procedure, call->config, NULL);
  build (&dialog);
  list_models (&dialog);
  g_signal_connect (dialog.chooser, "changed", G_CALLBACK (on_model_chosen), &dialog);
  gulong follow =
      g_signal_connect_swapped (call->config, "notify::model", G_CALLBACK (follow_config), &dialog);
  gulong notify = g_signal_connect_swapped (call->config, "notify", G_CALLBACK (suit), &dialog);
  follow_config (&dialog);
  gboolean ok = gimp_procedure_dialog_run (GIMP_PROCEDURE_DIALOG (dialog.window));
  g_signal_handler_disconnect (call->config, follow);
  g_signal_handler_disconnect (call->config, notify);
  stop_measuring (&dialog);
  gtk_widget_destroy (dialog.window);
  if (!ok)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The dialog was cancelled."));
  return ok;
}
