/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the models that suit the task, and the classes of the chosen one. */
#include "model-panel.h"

#include "image/model-finder.h"
#include "ui/model-chooser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _PluginModelPanel {
  const PluginCall *call;
  GtkGrid *rows;
  GtkWidget *chooser, *class;
  void (*changed) (gpointer data);
  gpointer data;
  gboolean usable;       /* whether the chosen model can be used */
  NcsnModelConfig model; /* if it can */
  gboolean has_classes;
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

static void
add_entry (PluginModelPanel *panel, const char *path, const NcsnModelSummary *model)
{
  g_autofree char *name = ncsn_model_finder_name (path);

  ui_model_chooser_add (UI_MODEL_CHOOSER (panel->chooser),
                        &(UiModelEntry){.path = path,
                                        .name = name,
                                        .width = model->config.width,
                                        .height = model->config.height,
                                        .channels = model->config.channels,
                                        .n_classes = model->config.n_classes});
}

static void
list_models (PluginModelPanel *panel)
{
  g_autoptr (GPtrArray) paths = ncsn_model_finder_list ();

  for (guint i = 0; i < paths->len; i++) {
    g_auto (NcsnModelSummary) model = {0};
    if (ncsn_model_peek (paths->pdata[i], &model, NULL) && suits (panel->call->task, &model.config))
      add_entry (panel, paths->pdata[i], &model);
  }
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

/* Fills the list of classes. If the model does not have the chosen class, "Any" is chosen. The row
 * is there only for a model that has some. */
static void
list_classes (PluginModelPanel *panel, const NcsnModelSummary *model)
{
  GtkComboBoxText *combo = GTK_COMBO_BOX_TEXT (panel->class);
  g_autofree char *wanted = NULL;
  guint count = model != NULL ? model->config.n_classes : 0;

  g_object_get (panel->call->config, "class", &wanted, NULL);
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
  panel->has_classes = count > 0;
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
    add_entry (panel, path, &model);
    panel->model = model.config;
  } else
    set_trouble (panel, error != NULL ? error->message : failure->message);
  list_classes (panel, panel->usable ? &model : NULL);
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

/* Long names of classes are cut off, so that they cannot make the dialog too wide. */
static GtkWidget *
class_list_new (void)
{
  GtkWidget *list = gtk_combo_box_text_new ();
  g_autoptr (GList) cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (list));

  g_object_set (cells->data, "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", 30, NULL);
  return list;
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
  panel->class = class_list_new ();
  g_object_bind_property (call->config, "class", panel->class, "active-id",
                          G_BINDING_BIDIRECTIONAL);
  plugin_rows_add (rows, call->config, "model", panel->chooser);
  plugin_rows_add (rows, call->config, "class", panel->class);
  list_models (panel);
  g_signal_connect (panel->chooser, "changed", G_CALLBACK (on_chosen), panel);
  return panel;
}

void
plugin_model_panel_free (PluginModelPanel *panel)
{
  g_signal_handlers_disconnect_by_data (panel->chooser, panel);
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
