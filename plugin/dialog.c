/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of a task. GimpProcedureDialog provides the window, the buttons and the saved
 * settings. On the left is what the task makes of the picture, on the right the arguments. */
#include "dialog.h"

#include "model-panel.h"
#include "pace.h"
#include "preview-panel.h"
#include "quality-panel.h"
#include "sampler-panel.h"
#include "ui/mnemonics.h"

#include <glib/gi18n-lib.h>
#include <libgimp/gimpui.h>

#define WATCH_MILLISECONDS 500 /* until it is noticed that the image was closed */
#define TEXT_CHARACTERS 48     /* of a line */
/* The rest is scrolled, so that the buttons stay on a screen of 1080 lines. */
#define ADVANCED_HEIGHT 240

typedef struct {
  const PluginTask *task;
  PluginCall *call;
  GimpProcedureConfig *config; /* the call's */
  GtkWidget *window, *trouble, *advice;
  GtkGrid *rows, *advanced;
  PluginPreviewPanel *preview;
  PluginModelPanel *model;
  PluginQualityPanel *quality; /* NULL if the task does not sample; the sampler too */
  PluginSamplerPanel *sampler;
  GCancellable *measuring; /* of the timing that is running, or NULL */
} Dialog;

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

static GtkGrid *
rows_of (const Dialog *dialog, const PluginTaskArgument *argument)
{
  return argument->row == PLUGIN_ROW_ADVANCED ? dialog->advanced : dialog->rows;
}

/* Hides the rows of arguments that do not apply to the model, and resets these arguments; disables
 * those that do not count with the others. Where no model counts, patches do the work. */
static void
suit_rows (Dialog *dialog)
{
  const NcsnModelConfig *model = plugin_model_panel_config (dialog->model);
  gboolean modelled = plugin_call_reads (dialog->call, "model");

  for (const PluginTaskArgument *argument = dialog->task->arguments; argument->name != NULL;
       argument++) {
    gboolean suits =
        plugin_task_argument_suits (argument, !modelled || model == NULL || model->patches);
    GtkGrid *rows = rows_of (dialog, argument);

    plugin_rows_set_visible (rows, argument->name, suits);
    plugin_rows_set_sensitive (rows, argument->name,
                               plugin_call_reads (dialog->call, argument->name));
    if (!suits)
      reset (dialog->config, argument->name);
  }
}

static void
say (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

/* Brings everything that depends on several arguments in line with them. What is wrong with a model
 * is no obstacle where none counts. */
static void
suit (gpointer data)
{
  Dialog *dialog = data;
  const NcsnModelConfig *model = plugin_model_panel_config (dialog->model);
  gboolean modelled = plugin_call_reads (dialog->call, "model");
  gboolean sampled = plugin_call_reads (dialog->call, "quality");
  gboolean usable = model != NULL || !modelled;

  suit_rows (dialog);
  plugin_model_panel_set_sensitive (dialog->model, modelled,
                                    plugin_call_reads (dialog->call, "class"));
  if (dialog->quality != NULL) {
    gtk_widget_set_sensitive (plugin_quality_panel_widget (dialog->quality), sampled);
    gtk_widget_set_sensitive (plugin_sampler_panel_widget (dialog->sampler), sampled);
  }
  say (dialog->trouble, modelled ? plugin_model_panel_trouble (dialog->model) : NULL);
  say (dialog->advice, model != NULL && dialog->task->advice != NULL
                           ? dialog->task->advice (dialog->call, model)
                           : NULL);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, usable);
  plugin_preview_panel_set_usable (dialog->preview, usable);
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
    plugin_model_panel_refuse (((Dialog *)data)->model, error);
}

/* Updates the panels for the chosen model. */
static void
suit_panels (Dialog *dialog, const NcsnModelConfig *model)
{
  stop_measuring (dialog);
  if (dialog->quality == NULL)
    return;
  plugin_quality_panel_set_model (dialog->quality, model);
  plugin_sampler_panel_set_own (dialog->sampler, model != NULL ? &model->schedule : NULL);
  if (model == NULL)
    return;
  dialog->measuring = g_cancellable_new ();
  plugin_pace_measure (plugin_model_panel_path (dialog->model), dialog->measuring, on_pace_measured,
                       dialog);
}

static void
on_model_changed (gpointer data)
{
  Dialog *dialog = data;

  suit (dialog);
  suit_panels (dialog, plugin_model_panel_config (dialog->model));
}

static void
add_row (Dialog *dialog, const PluginTaskArgument *argument)
{
  GtkGrid *rows = rows_of (dialog, argument);
  GParamSpec *spec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), argument->name);

  if (argument->row == PLUGIN_ROW_SLIDER)
    plugin_rows_add_slider (rows, dialog->config, argument);
  else if (argument->step > 0)
    plugin_rows_add_number (rows, dialog->config, argument->name, argument->step);
  else if (g_type_is_a (spec->value_type, GIMP_TYPE_CHANNEL))
    plugin_rows_add_channel (rows, dialog->config, argument->name, dialog->call->image,
                             _ ("Everywhere"));
  else
    plugin_rows_add_choice (rows, dialog->config, argument->name);
}

static void
build_rows (Dialog *dialog)
{
  dialog->rows = plugin_rows_new ();
  dialog->advanced = plugin_rows_new ();
  dialog->model = plugin_model_panel_new (dialog->call, dialog->rows, on_model_changed, dialog);
  for (const PluginTaskArgument *argument = dialog->task->arguments; argument->name != NULL;
       argument++)
    add_row (dialog, argument);
  if (dialog->task->samples)
    plugin_rows_add_seed (dialog->rows, dialog->config, &dialog->call->shown_seed);
}

static GtkWidget *
text_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_CHARACTERS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* What few people need, folded. NULL if the task has nothing of the kind. */
static GtkWidget *
build_advanced (Dialog *dialog)
{
  GtkWidget *expander, *box, *scrolled;

  if (!dialog->task->samples)
    return NULL;
  expander = gtk_expander_new_with_mnemonic (_ ("Ad_vanced"));
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_end (box, 6);
  dialog->sampler = plugin_sampler_panel_new (dialog->config, dialog->task->purpose);
  gtk_container_add (GTK_CONTAINER (box), GTK_WIDGET (dialog->advanced));
  gtk_container_add (GTK_CONTAINER (box), plugin_sampler_panel_widget (dialog->sampler));
  scrolled = gtk_scrolled_window_new (NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), ADVANCED_HEIGHT);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scrolled), FALSE);
  gtk_container_add (GTK_CONTAINER (scrolled), box);
  gtk_container_add (GTK_CONTAINER (expander), scrolled);
  gtk_expander_set_resize_toplevel (GTK_EXPANDER (expander), TRUE);
  return expander;
}

static GtkWidget *
build_controls (Dialog *dialog)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));

  dialog->trouble = text_new (NULL);
  dialog->advice = text_new (NULL);
  gtk_widget_set_no_show_all (dialog->trouble, TRUE);
  gtk_widget_set_no_show_all (dialog->advice, TRUE);
  build_rows (dialog);
  gtk_box_pack_start (box, text_new (_ (dialog->task->blurb)), FALSE, FALSE, 0);
  gtk_box_pack_start (box, GTK_WIDGET (dialog->rows), FALSE, FALSE, 0);
  if (dialog->task->samples) {
    dialog->quality = plugin_quality_panel_new (dialog->call);
    gtk_box_pack_start (box, plugin_quality_panel_widget (dialog->quality), FALSE, FALSE, 0);
  }
  gtk_box_pack_start (box, dialog->advice, FALSE, FALSE, 0);
  gtk_box_pack_start (box, dialog->trouble, FALSE, FALSE, 0);
  return GTK_WIDGET (box);
}

static void
build (Dialog *dialog)
{
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *controls = build_controls (dialog), *advanced = build_advanced (dialog);

  gtk_container_set_border_width (GTK_CONTAINER (box), 12);
  gtk_box_pack_start (GTK_BOX (halves), plugin_preview_panel_widget (dialog->preview), TRUE, TRUE,
                      0);
  gtk_box_pack_start (GTK_BOX (halves), controls, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), halves, TRUE, TRUE, 0);
  if (advanced != NULL)
    gtk_box_pack_start (GTK_BOX (box), advanced, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (area), box, TRUE, TRUE, 0);
  gtk_widget_show_all (box);
  gimp_procedure_dialog_set_ok_label (GIMP_PROCEDURE_DIALOG (dialog->window), _ ("_Add as Layer"));
  ui_mnemonics_make_unique (dialog->window);
}

static gboolean
watch_image (gpointer data)
{
  Dialog *dialog = data;

  if (!gimp_image_is_valid (dialog->call->image))
    gtk_dialog_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_CANCEL);
  return G_SOURCE_CONTINUE;
}

static gboolean
ask (Dialog *dialog)
{
  GimpProcedureConfig *config = dialog->config;
  gulong follow = g_signal_connect_swapped (config, "notify::model",
                                            G_CALLBACK (plugin_model_panel_follow), dialog->model);
  gulong notify = g_signal_connect_swapped (config, "notify", G_CALLBACK (suit), dialog);
  guint watch = g_timeout_add (WATCH_MILLISECONDS, watch_image, dialog);

  plugin_model_panel_follow (dialog->model);
  gboolean ok = gimp_procedure_dialog_run (GIMP_PROCEDURE_DIALOG (dialog->window));
  g_source_remove (watch);
  g_signal_handler_disconnect (config, follow);
  g_signal_handler_disconnect (config, notify);
  stop_measuring (dialog);
  return ok;
}

GPtrArray *
plugin_dialog_run (PluginCall *call, PluginWork **work, GError **error)
{
  Dialog dialog = {.task = call->task, .call = call, .config = call->config};
  GPtrArray *trials = NULL;

  gimp_ui_init ("ncsn");
  dialog.window = gimp_procedure_dialog_new (call->procedure, call->config, NULL);
  dialog.preview = plugin_preview_panel_new (call);
  build (&dialog);
  if (ask (&dialog))
    trials = plugin_preview_panel_take (dialog.preview, work);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The dialog was cancelled."));
  plugin_preview_panel_free (dialog.preview);
  plugin_model_panel_free (dialog.model);
  gtk_widget_destroy (dialog.window);
  return trials;
}
