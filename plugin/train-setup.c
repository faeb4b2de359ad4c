/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for the name, the pictures and the time, with what can be expected of that time. */
#include "train-setup.h"

#include "background/place.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SPACING 12
#define WIDEST 60          /* characters of a line of text */
#define MAX_SUGGESTIONS 99 /* numbers that are tried after a name */

#define OWN_TIME "own" /* the id of the entry for any other time */

/* A time to choose. The figures are those of docs/train-your-own.md and of the cards in models/. */
typedef struct {
  const char *minutes; /* also its id in the list */
  const char *label, *expect;
} Budget;

static const Budget budgets[] = {
    {"10", N_ ("10 minutes"),
     N_ ("A first look at whether the pictures suit. A usable texture takes about 20 minutes on "
         "two "
         "processor cores.")},
    {"60", N_ ("1 hour"),
     N_ ("A texture: 20 minutes on two processor cores make it usable, and more time gives finer "
         "detail and a larger network.")},
    {"540", N_ ("Overnight (9 hours)"),
     N_ ("Photographs, or many materials. For comparison: the model “textures” learnt 32 materials "
         "in less than 5 hours, “photo” learnt photographs in less than 7, each on one or two "
         "processor cores.")},
};

typedef struct {
  GimpProcedureConfig *config;
  GtkWidget *grid, *budget, *minutes, *expect, *folder;
  int n_rows;
} Setup;

static void
add_row (Setup *setup, const char *argument, GtkWidget *widget)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (setup->config), argument);
  GtkWidget *label = gtk_label_new_with_mnemonic (g_param_spec_get_nick (spec));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_tooltip_text (widget, g_param_spec_get_blurb (spec));
  g_object_bind_property (widget, "sensitive", label, "sensitive", G_BINDING_SYNC_CREATE);
  gtk_grid_attach (GTK_GRID (setup->grid), label, 0, setup->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (setup->grid), widget, 1, setup->n_rows++, 1, 1);
}

static GtkWidget *
choice_new (Setup *setup, const char *argument)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (setup->config), argument);
  GimpChoice *choice = gimp_param_spec_choice_get_choice (spec);
  GtkWidget *list = gtk_combo_box_text_new ();

  for (GList *nick = gimp_choice_list_nicks (choice); nick != NULL; nick = nick->next)
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (list), nick->data,
                               gimp_choice_get_label (choice, nick->data));
  g_object_bind_property (setup->config, argument, list, "active-id",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return list;
}

static void
on_folder_set (GtkFileChooserButton *button, gpointer data)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (button));

  g_object_set (((Setup *)data)->config, "folder", folder, NULL);
}

static GtkWidget *
folder_button_new (Setup *setup)
{
  GtkWidget *button =
      gtk_file_chooser_button_new (_ ("Folder of Pictures"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
  g_autoptr (GFile) folder = NULL;

  g_object_get (setup->config, "folder", &folder, NULL);
  if (folder != NULL)
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (button), folder, NULL);
  g_signal_connect (button, "file-set", G_CALLBACK (on_folder_set), setup);
  return button;
}

static void
on_source_changed (GtkComboBox *list, gpointer data)
{
  const gboolean folder = g_strcmp0 (gtk_combo_box_get_active_id (list), "folder") == 0;

  gtk_widget_set_sensitive (((Setup *)data)->folder, folder);
}

static void
on_budget_changed (GtkComboBox *list, gpointer data)
{
  Setup *setup = data;
  const char *id = gtk_combo_box_get_active_id (list);
  const char *expect = _ ("More time gives finer detail and a larger network. The size of the "
                          "network is chosen for this time and stays the same when the training "
                          "is resumed.");

  for (gsize i = 0; i < G_N_ELEMENTS (budgets); i++)
    if (g_strcmp0 (id, budgets[i].minutes) == 0) {
      expect = _ (budgets[i].expect);
      g_object_set (setup->config, "minutes", g_ascii_strtod (id, NULL), NULL);
    }
  gtk_widget_set_sensitive (setup->minutes, g_strcmp0 (id, OWN_TIME) == 0);
  gtk_label_set_text (GTK_LABEL (setup->expect), expect);
}

static GtkWidget *
budget_list_new (Setup *setup)
{
  GtkWidget *list = gtk_combo_box_text_new ();
  const char *chosen = OWN_TIME;
  double minutes;

  g_object_get (setup->config, "minutes", &minutes, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (budgets); i++) {
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (list), budgets[i].minutes, _ (budgets[i].label));
    if (g_ascii_strtod (budgets[i].minutes, NULL) == minutes)
      chosen = budgets[i].minutes;
  }
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (list), OWN_TIME, _ ("Another time"));
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (list), chosen);
  return list;
}

static void
add_budget (Setup *setup)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("T_ime"));

  setup->budget = budget_list_new (setup);
  setup->minutes = gimp_prop_spin_button_new (G_OBJECT (setup->config), "minutes", 1, 60, 1);
  setup->expect = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), setup->budget);
  gtk_grid_attach (GTK_GRID (setup->grid), label, 0, setup->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (setup->grid), setup->budget, 1, setup->n_rows++, 1, 1);
  add_row (setup, "minutes", setup->minutes);
  gtk_label_set_line_wrap (GTK_LABEL (setup->expect), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (setup->expect), WIDEST);
  gtk_label_set_xalign (GTK_LABEL (setup->expect), 0);
  gtk_grid_attach (GTK_GRID (setup->grid), setup->expect, 0, setup->n_rows++, 2, 1);
  g_signal_connect (setup->budget, "changed", G_CALLBACK (on_budget_changed), setup);
  on_budget_changed (GTK_COMBO_BOX (setup->budget), setup);
}

/* A name that can be used, made from that of the image's file. */
static void
suggest_name (GimpProcedureConfig *config, GimpImage *image)
{
  g_autoptr (GFile) file = image != NULL ? gimp_image_get_file (image) : NULL;
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : g_strdup ("");
  char *dot = strrchr (base, '.');
  g_autofree char *name = NULL;

  if (dot != NULL)
    *dot = '\0';
  g_strdelimit (base, "./\\", '-');
  name = g_strdup (base);
  for (int i = 2; i <= MAX_SUGGESTIONS && !ncsn_training_place_check (name, NULL); i++) {
    g_free (name);
    name = g_strdup_printf ("%s %d", base, i);
  }
  g_object_set (config, "model-name", *base != '\0' ? name : "", NULL);
}

GtkWidget *
plugin_train_setup_new (GimpProcedureConfig *config, GimpImage *image)
{
  Setup *setup = g_new0 (Setup, 1);
  GtkWidget *name = gtk_entry_new (), *source;

  setup->config = config;
  setup->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (setup->grid), SPACING / 2);
  gtk_grid_set_column_spacing (GTK_GRID (setup->grid), SPACING);
  g_object_set_data_full (G_OBJECT (setup->grid), "setup", setup, g_free);
  suggest_name (config, image);
  g_object_bind_property (config, "model-name", name, "text",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_entry_set_activates_default (GTK_ENTRY (name), TRUE);
  add_row (setup, "model-name", name);
  source = choice_new (setup, "source");
  add_row (setup, "source", source);
  setup->folder = folder_button_new (setup);
  add_row (setup, "folder", setup->folder);
  g_signal_connect (source, "changed", G_CALLBACK (on_source_changed), setup);
  on_source_changed (GTK_COMBO_BOX (source), setup);
  add_budget (setup);
  gtk_widget_show_all (setup->grid);
  return setup->grid;
}
