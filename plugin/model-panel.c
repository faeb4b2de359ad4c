/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the models that suit the task, and the classes of the chosen one. */
#include "model-panel.h"

#include "image/model-finder.h"
#include "model-entry.h"

#include <glib/gi18n-lib.h>

struct _PluginModelPanel {
  const PluginCall *call;
  GtkGrid *rows;
  GtkWidget *chooser, *class;
  void (*changed) (gpointer data);
  gpointer data;
  gboolean usable;       /* whether the chosen model can be used */
  NcsnModelConfig model; /* if it can */
  gboolean has_classes;
  gboolean opened; /* the folder of the user's models, whose content may change then */
  char *trouble;
};

/* Whether a model does what the task asks for. Models of patches know parts of pictures of any
 * size; one with a noise map has only learnt to take noise off, one that sees holes to repair. */
static gboolean
suits (const PluginTask *task, const NcsnModelConfig *model)
{
  switch (task->subject) {
  case PLUGIN_SUBJECT_IMAGE:
    return !model->noise_map && !model->holes;
  case PLUGIN_SUBJECT_HOLE:
    return !model->noise_map && model->patches;
  default:
    return task->samples ? !model->noise_map : model->patches;
  }
}

/* Adds the models that are not in the list yet. */
static void
list_models (PluginModelPanel *panel)
{
  g_autoptr (GPtrArray) paths = ncsn_model_finder_list ();

  for (guint i = 0; i < paths->len; i++) {
    g_auto (NcsnModelSummary) model = {0};
    if (!ui_model_chooser_has (UI_MODEL_CHOOSER (panel->chooser), paths->pdata[i]) &&
        ncsn_model_peek (paths->pdata[i], &model, NULL) && suits (panel->call->task, &model.config))
      plugin_model_entry_add (UI_MODEL_CHOOSER (panel->chooser), paths->pdata[i], &model);
  }
}

/* Fills the list of classes. If the model does not have the chosen class, "Any" is chosen. The row
 * is there only for a model that has some. */
static void
list_classes (PluginModelPanel *panel, const char *path, const NcsnModelSummary *model)
{
  UiClassChooser *chooser = UI_CLASS_CHOOSER (panel->class);
  g_autofree char *wanted = NULL;

  g_object_get (panel->call->config, "class", &wanted, NULL);
  plugin_model_entry_list_classes (chooser, path, model);
  if (wanted == NULL || !ui_class_chooser_set_id (chooser, wanted))
    ui_class_chooser_set_id (chooser, "");
  panel->has_classes = model != NULL && model->config.n_classes > 0;
  plugin_rows_set_visible (panel->rows, "class", panel->has_classes);
}

static void
set_trouble (PluginModelPanel *panel, const char *text)
{
  g_free (panel->trouble);
  panel->trouble = ncsn_text_clean (text, "");
}

/* Takes over what the file says about the chosen model. */
static void
show_model (PluginModelPanel *panel, const char *path, const GError *failure)
{
  g_autoptr (GError) error = NULL;
  g_auto (NcsnModelSummary) model = {0};

  panel->usable = path != NULL && ncsn_model_peek (path, &model, &error);
  if (panel->usable) {
    plugin_model_entry_add (UI_MODEL_CHOOSER (panel->chooser), path, &model);
    panel->model = model.config;
  } else
    set_trouble (panel, error != NULL ? error->message : failure->message);
  list_classes (panel, path, panel->usable ? &model : NULL);
  panel->changed (panel->data);
}

static void
on_chosen (GtkComboBox *combo, PluginModelPanel *panel)
{
  const char *path = ui_model_chooser_get_path (UI_MODEL_CHOOSER (combo));

  if (path == NULL)
    return;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  set_trouble (panel, "");
  g_object_set (panel->call->config, "model", file, NULL);
  show_model (panel, path, NULL);
}

/* A model whose file has gone may have another place; else the default takes its place. Both are
 * found by name. */
static char *
find_again (PluginModelPanel *panel)
{
  g_autoptr (GFile) file = NULL;
  const char *standard = panel->call->task->default_model;

  g_object_get (panel->call->config, "model", &file, NULL);
  if (file == NULL || g_file_peek_path (file) == NULL)
    return NULL;
  g_autofree char *name = ncsn_model_finder_name (g_file_peek_path (file));
  char *path = ncsn_model_finder_find (name, NULL);
  if (path == NULL && (path = ncsn_model_finder_find (standard, NULL)) != NULL) {
    g_autofree char *text = g_strdup_printf (
        _ ("The model “%s” is no longer there: “%s” is used in its place."), name, standard);
    set_trouble (panel, text);
  }
  return path;
}

void
plugin_model_panel_follow (PluginModelPanel *panel)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      plugin_arguments_model_path (panel->call->config, panel->call->task->default_model, &error);
  g_autofree char *note = NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *found = find_again (panel);
    if (found != NULL) {
      g_clear_error (&error);
      g_free (path);
      path = g_steal_pointer (&found);
      note = g_strdup (panel->trouble);
    }
  }
  if (path == NULL)
    show_model (panel, NULL, error);
  else if (g_strcmp0 (path, plugin_model_panel_path (panel)) != 0)
    ui_model_chooser_set_path (UI_MODEL_CHOOSER (panel->chooser), path);
  if (note != NULL && *note != '\0') {
    set_trouble (panel, note);
    panel->changed (panel->data);
  }
}

/* Models that were put into the folder meanwhile are found when the dialog is looked at again. */
static void
on_active (GtkWindow *window, GParamSpec *spec, PluginModelPanel *panel)
{
  if (gtk_window_is_active (window))
    list_models (panel);
}

/* Shows the folder of the user's models, where the user may put some, in the file manager. */
static void
on_open_folder (GtkButton *button, PluginModelPanel *panel)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (button));
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = ncsn_model_finder_own_folder (&error);
  g_autofree char *uri = folder != NULL ? g_filename_to_uri (folder, NULL, &error) : NULL;

  if (!panel->opened)
    g_signal_connect (window, "notify::is-active", G_CALLBACK (on_active), panel);
  panel->opened = TRUE;
  if (uri != NULL &&
      gtk_show_uri_on_window (GTK_WINDOW (window), uri, gtk_get_current_event_time (), &error))
    return;
  g_autofree char *text =
      folder == NULL ? g_strdup (error->message)
                     : g_strdup_printf (_ ("The folder of your models, “%s”, cannot be shown: %s."),
                                        folder, error->message);
  gimp_message (text);
}

static GtkWidget *
folder_button_new (PluginModelPanel *panel)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("folder-open-symbolic", GTK_ICON_SIZE_BUTTON);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Open the folder of your models in the file manager"));
  atk_object_set_name (gtk_widget_get_accessible (button), _ ("Open Folder"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_open_folder), panel);
  return button;
}

PluginModelPanel *
plugin_model_panel_new (const PluginCall *call, GtkGrid *rows, void (*changed) (gpointer data),
                        gpointer data)
{
  PluginModelPanel *panel = g_new0 (PluginModelPanel, 1);

  panel->call = call;
  panel->rows = rows;
  panel->changed = changed;
  panel->data = data;
  panel->trouble = g_strdup ("");
  panel->chooser = ui_model_chooser_new ();
  panel->class = ui_class_chooser_new ();
  g_object_bind_property (call->config, "class", panel->class, "active-id",
                          G_BINDING_BIDIRECTIONAL);
  plugin_rows_add (rows, call->config, "model", panel->chooser);
  gtk_grid_attach_next_to (rows, folder_button_new (panel), panel->chooser, GTK_POS_RIGHT, 1, 1);
  plugin_rows_add (rows, call->config, "class", panel->class);
  list_models (panel);
  g_signal_connect (panel->chooser, "changed", G_CALLBACK (on_chosen), panel);
  return panel;
}

void
plugin_model_panel_free (PluginModelPanel *panel)
{
  g_signal_handlers_disconnect_by_data (panel->chooser, panel);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_toplevel (panel->chooser), panel);
  g_free (panel->trouble);
  g_free (panel);
}

const char *
plugin_model_panel_path (PluginModelPanel *panel)
{
  return ui_model_chooser_get_path (UI_MODEL_CHOOSER (panel->chooser));
}

const NcsnModelConfig *
plugin_model_panel_config (PluginModelPanel *panel)
{
  return panel->usable ? &panel->model : NULL;
}

const char *
plugin_model_panel_trouble (PluginModelPanel *panel)
{
  return panel->trouble;
}

void
plugin_model_panel_refuse (PluginModelPanel *panel, const GError *error)
{
  panel->usable = FALSE;
  set_trouble (panel, error->message);
  panel->changed (panel->data);
}

void
plugin_model_panel_set_sensitive (PluginModelPanel *panel, gboolean model, gboolean class)
{
  gtk_widget_set_sensitive (panel->chooser, model);
  gtk_widget_set_sensitive (panel->class, class && panel->has_classes);
}
