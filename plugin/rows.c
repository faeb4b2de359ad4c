/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of labelled widgets. */
#include "rows.h"

#define DIGITS 9 /* kept while typing; the smallest step sizes in use are about 1e-6 */

GtkGrid *
ncsn_rows_new (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  return GTK_GRID (grid);
}

void
ncsn_rows_add (GtkGrid *rows, GimpProcedureConfig *config, const char *argument, GtkWidget *widget)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), argument);
  GtkWidget *label = gtk_label_new_with_mnemonic (g_param_spec_get_nick (spec));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_widget_set_tooltip_text (label, g_param_spec_get_blurb (spec));
  gtk_widget_set_tooltip_text (widget, g_param_spec_get_blurb (spec));
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_grid_attach_next_to (rows, label, NULL, GTK_POS_BOTTOM, 1, 1);
  gtk_grid_attach_next_to (rows, widget, label, GTK_POS_RIGHT, 1, 1);
  g_object_bind_property (widget, "visible", label, "visible", G_BINDING_DEFAULT);
  g_object_set_data (G_OBJECT (rows), argument, widget);
}

void
ncsn_rows_set_visible (GtkGrid *rows, const char *argument, gboolean visible)
{
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (rows), argument), visible);
}

void
ncsn_rows_add_choice (GtkGrid *rows, GimpProcedureConfig *config, const char *argument)
{
  ncsn_rows_add (rows, config, argument,
                 gimp_prop_choice_combo_box_new (G_OBJECT (config), argument));
}

/* Shows 2e-05 and 50 alike in a few characters. */
static gboolean
show_value (GtkSpinButton *spin, gpointer data)
{
  g_autofree char *text = g_strdup_printf ("%.6g", gtk_spin_button_get_value (spin));

  if (g_strcmp0 (text, gtk_entry_get_text (GTK_ENTRY (spin))) != 0)
    gtk_entry_set_text (GTK_ENTRY (spin), text);
  return TRUE;
}

void
ncsn_rows_add_number (GtkGrid *rows, GimpProcedureConfig *config, const char *argument, double step)
{
  gboolean whole =
      g_object_class_find_property (G_OBJECT_GET_CLASS (config), argument)->value_type ==
      G_TYPE_INT;
  GtkWidget *spin =
      gimp_prop_spin_button_new (G_OBJECT (config), argument, step, 10 * step, whole ? 0 : DIGITS);

  gtk_entry_set_width_chars (GTK_ENTRY (spin), 10);
  if (!whole) {
    gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), FALSE);
    g_signal_connect (spin, "output", G_CALLBACK (show_value), NULL);
    show_value (GTK_SPIN_BUTTON (spin), NULL);
  }
  ncsn_rows_add (rows, config, argument, spin);
}
