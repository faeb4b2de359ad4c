/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The combo box with the list of models, whose last row opens a file chooser. */
#include "model-chooser.h"

#include <cairo-gobject.h>
#include <glib/gi18n-lib.h>

#define MAX_CHARACTERS 36 /* of a line of a row; longer ones are cut off */
#define MIN_CHARACTERS 10 /* of it, however little room there is */
#define LONGEST_TEXT 200  /* characters of what a file says, in the tooltip */
#define ICON "image-x-generic-symbolic"

enum {
  COLUMN_NAME,   /* NULL on the separator; the first text is what screen readers say */
  COLUMN_PATH,   /* NULL on the separator and on "Other…" */
  COLUMN_MARKUP, /* what the row shows */
  COLUMN_TIP,    /* the same, plain and whole */
  COLUMN_PICTURE,
  N_COLUMNS
};

struct _UiModelChooser {
  GtkComboBox parent_instance;
  GtkListStore *models;
  char *path; /* of the chosen row, or NULL */
};

G_DEFINE_FINAL_TYPE (UiModelChooser, ui_model_chooser, GTK_TYPE_COMBO_BOX)

/* What the model draws: "64 × 48 colour, 3 classes". */
static char *
pictures_text (const UiModelEntry *entry)
{
  const gboolean gray = entry->channels == 1;

  if (entry->width == 0)
    return g_strdup ("");
  g_autofree char *picture =
      entry->any_size ? g_strdup (gray ? _ ("any size, gray") : _ ("any size, colour"))
                      : g_strdup_printf (gray ? _ ("%u × %u gray") : _ ("%u × %u colour"),
                                         entry->width, entry->height);
  if (entry->n_classes == 0)
    return g_steal_pointer (&picture);
  g_autofree char *classes = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u class", "%u classes", entry->n_classes), entry->n_classes);
  return g_strdup_printf (_ ("%s, %s"), picture, classes);
}

/* The beginning of a text that a file may have made long. */
static char *
shortened (const char *text)
{
  if (g_utf8_strlen (text, -1) <= LONGEST_TEXT)
    return g_strdup (text);
  g_autofree char *start = g_utf8_substring (text, 0, LONGEST_TEXT - 1);
  return g_strconcat (start, "…", NULL);
}

/* What the file is: "15.9 MB, CC0 1.0". */
static char *
file_text (const UiModelEntry *entry)
{
  g_autofree char *size = entry->bytes > 0 ? g_format_size (entry->bytes) : NULL;
  g_autofree char *licence = shortened (entry->licence != NULL ? entry->licence : "");

  if (size != NULL && *licence != '\0')
    return g_strdup_printf (_ ("%s, %s"), size, licence);
  return g_strdup (size != NULL ? size : licence);
}

/* The lines of a row that have something to say. */
static void
make_texts (const UiModelEntry *entry, char **markup, char **tip)
{
  g_autofree char *file = file_text (entry);
  g_autofree char *pictures = pictures_text (entry);
  g_autofree char *purpose = shortened (entry->purpose != NULL ? entry->purpose : "");
  const char *first = *purpose != '\0' ? "\n" : "", *second = *pictures != '\0' ? "\n" : "";

  *markup = g_markup_printf_escaped ("<b>%s</b>  <small><span alpha=\"70%%\">%s</span>%s%s%s<span "
                                     "alpha=\"70%%\">%s</span></small>",
                                     entry->name, file, first, purpose, second, pictures);
  *tip = g_strconcat (entry->name, *file != '\0' ? ", " : "", file, first, purpose, second,
                      pictures, NULL);
}

/* Finds the row of a file; FALSE if there is none. path: NULL finds the separator. */
static gboolean
find_row (UiModelChooser *chooser, const char *path, GtkTreeIter *iter)
{
  GtkTreeModel *model = GTK_TREE_MODEL (chooser->models);
  gboolean valid = gtk_tree_model_get_iter_first (model, iter);

  for (; valid; valid = gtk_tree_model_iter_next (model, iter)) {
    g_autofree char *other = NULL;
    gtk_tree_model_get (model, iter, COLUMN_PATH, &other, -1);
    if (g_strcmp0 (other, path) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
ui_model_chooser_has (UiModelChooser *chooser, const char *path)
{
  GtkTreeIter iter;

  g_return_val_if_fail (UI_IS_MODEL_CHOOSER (chooser) && path != NULL, FALSE);

  return find_row (chooser, path, &iter);
}

static void
show_tip (UiModelChooser *chooser)
{
  GtkTreeIter iter;
  g_autofree char *tip = NULL;

  if (gtk_combo_box_get_active_iter (GTK_COMBO_BOX (chooser), &iter))
    gtk_tree_model_get (GTK_TREE_MODEL (chooser->models), &iter, COLUMN_TIP, &tip, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (chooser), tip);
}

void
ui_model_chooser_add (UiModelChooser *chooser, const UiModelEntry *entry)
{
  g_return_if_fail (UI_IS_MODEL_CHOOSER (chooser) && entry->path != NULL);
  g_autofree char *markup = NULL, *tip = NULL;
  GtkTreeIter iter, separator;

  make_texts (entry, &markup, &tip);
  if (!find_row (chooser, entry->path, &iter)) {
    find_row (chooser, NULL, &separator);
    gtk_list_store_insert_before (chooser->models, &iter, &separator);
  }
  gtk_list_store_set (chooser->models, &iter, COLUMN_PATH, entry->path, COLUMN_NAME, entry->name,
                      COLUMN_MARKUP, markup, COLUMN_TIP, tip, COLUMN_PICTURE, entry->picture, -1);
  show_tip (chooser);
}

const char *
ui_model_chooser_get_path (UiModelChooser *chooser)
{
  g_return_val_if_fail (UI_IS_MODEL_CHOOSER (chooser), NULL);

  return chooser->path;
}

void
ui_model_chooser_set_path (UiModelChooser *chooser, const char *path)
{
  g_return_if_fail (UI_IS_MODEL_CHOOSER (chooser));
  GtkTreeIter iter;

  if (path != NULL && !find_row (chooser, path, &iter)) {
    g_autofree char *name = g_filename_display_basename (path);
    ui_model_chooser_add (chooser, &(UiModelEntry){.path = path, .name = name});
    find_row (chooser, path, &iter);
  }
  gtk_combo_box_set_active_iter (GTK_COMBO_BOX (chooser), path != NULL ? &iter : NULL);
}

/* Lets the user choose a file; NULL if the user cancels. */
static char *
ask_for_file (UiModelChooser *chooser)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (chooser));
  g_autoptr (GtkFileChooserNative) dialog = gtk_file_chooser_native_new (
      _ ("Choose a Model"), GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL,
      GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Models (*.safetensors)"));
  gtk_file_filter_add_pattern (filter, "*.safetensors");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  if (chooser->path != NULL)
    gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (dialog), chooser->path);
  if (gtk_native_dialog_run (GTK_NATIVE_DIALOG (dialog)) != GTK_RESPONSE_ACCEPT)
    return NULL;
  return gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));
}

/* For GTK, "Other…" is a row like any other. This handler replaces it by the file that the user
 * picks or, if the user cancels, by the model that was chosen before. The handler is connected
 * first, so that other handlers never see the row "Other…". */
static void
on_changed (GtkComboBox *combo, gpointer data)
{
  UiModelChooser *chooser = UI_MODEL_CHOOSER (combo);
  GtkTreeIter iter;
  g_autofree char *path = NULL;
  gboolean any = gtk_combo_box_get_active_iter (combo, &iter);

  if (any)
    gtk_tree_model_get (GTK_TREE_MODEL (chooser->models), &iter, COLUMN_PATH, &path, -1);
  if (path != NULL || !any) {
    g_free (chooser->path);
    chooser->path = g_steal_pointer (&path);
    show_tip (chooser);
    return;
  }
  g_signal_stop_emission_by_name (combo, "changed");
  path = ask_for_file (chooser);
  ui_model_chooser_set_path (chooser, path != NULL ? path : chooser->path);
}

static gboolean
is_separator (GtkTreeModel *model, GtkTreeIter *iter, gpointer data)
{
  g_autofree char *name = NULL;

  gtk_tree_model_get (model, iter, COLUMN_NAME, &name, -1);
  return name == NULL;
}

/* The picture of a model, or the icon of one without; "Other…" has neither. */
static void
show_picture (GtkCellLayout *layout, GtkCellRenderer *cell, GtkTreeModel *model, GtkTreeIter *iter,
              gpointer data)
{
  cairo_surface_t *picture = NULL;
  g_autofree char *path = NULL;

  gtk_tree_model_get (model, iter, COLUMN_PICTURE, &picture, COLUMN_PATH, &path, -1);
  if (picture != NULL)
    g_object_set (cell, "surface", picture, NULL);
  else
    g_object_set (cell, "icon-name", path != NULL ? ICON : NULL, NULL);
  g_clear_pointer (&picture, cairo_surface_destroy);
}

static void
add_cells (GtkCellLayout *layout)
{
  GtkCellRenderer *picture = gtk_cell_renderer_pixbuf_new ();
  GtkCellRenderer *text = gtk_cell_renderer_text_new ();

  g_object_set (picture, "stock-size", GTK_ICON_SIZE_DND, NULL);
  gtk_cell_renderer_set_fixed_size (picture, UI_MODEL_CHOOSER_SIDE, -1);
  gtk_cell_layout_pack_start (layout, picture, FALSE);
  gtk_cell_layout_set_cell_data_func (layout, picture, show_picture, NULL, NULL);
  /* Long lines are cut off, so that they cannot make the dialog too wide. */
  g_object_set (text, "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", MAX_CHARACTERS,
                "width-chars", MIN_CHARACTERS, "xpad", 6, NULL);
  gtk_cell_layout_pack_start (layout, text, TRUE);
  gtk_cell_layout_add_attribute (layout, text, "markup", COLUMN_MARKUP);
}

static void
ui_model_chooser_finalize (GObject *object)
{
  UiModelChooser *chooser = UI_MODEL_CHOOSER (object);

  g_clear_object (&chooser->models);
  g_free (chooser->path);
  G_OBJECT_CLASS (ui_model_chooser_parent_class)->finalize (object);
}

static void
ui_model_chooser_class_init (UiModelChooserClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ui_model_chooser_finalize;
}

static void
ui_model_chooser_init (UiModelChooser *chooser)
{
  GtkTreeIter iter;

  chooser->models = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING,
                                        G_TYPE_STRING, CAIRO_GOBJECT_TYPE_SURFACE);
  gtk_list_store_append (chooser->models, &iter);
  gtk_list_store_append (chooser->models, &iter);
  gtk_list_store_set (chooser->models, &iter, COLUMN_NAME, _ ("Other…"), COLUMN_MARKUP,
                      _ ("Other…"), -1);
  add_cells (GTK_CELL_LAYOUT (chooser));
  gtk_combo_box_set_row_separator_func (GTK_COMBO_BOX (chooser), is_separator, NULL, NULL);
  gtk_combo_box_set_model (GTK_COMBO_BOX (chooser), GTK_TREE_MODEL (chooser->models));
  g_signal_connect (chooser, "changed", G_CALLBACK (on_changed), NULL);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (chooser)), _ ("Model"));
}

GtkWidget *
ui_model_chooser_new (void)
{
  return g_object_new (UI_TYPE_MODEL_CHOOSER, NULL);
}
