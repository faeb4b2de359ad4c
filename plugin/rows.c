/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the rows of labelled widgets in the dialog. */
#include "rows.h"

#include <glib/gi18n-lib.h>

#define DIGITS 9 /* after the point; typical smallest step sizes are about 1e-6 */

GtkGrid *
plugin_rows_new (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  return GTK_GRID (grid);
}

void
plugin_rows_add (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                 GtkWidget *widget)
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
  g_object_bind_property (widget, "sensitive", label, "sensitive", G_BINDING_DEFAULT);
  g_object_set_data (G_OBJECT (rows), argument, widget);
}

GtkWidget *
plugin_rows_get (GtkGrid *rows, const char *argument)
{
  return g_object_get_data (G_OBJECT (rows), argument);
}

void
plugin_rows_set_visible (GtkGrid *rows, const char *argument, gboolean visible)
{
  gtk_widget_set_visible (plugin_rows_get (rows, argument), visible);
}

void
plugin_rows_set_sensitive (GtkGrid *rows, const char *argument, gboolean sensitive)
{
  gtk_widget_set_sensitive (plugin_rows_get (rows, argument), sensitive);
}

void
plugin_rows_add_choice (GtkGrid *rows, GimpProcedureConfig *config, const char *argument)
{
  plugin_rows_add (rows, config, argument,
                   gimp_prop_choice_combo_box_new (G_OBJECT (config), argument));
}

static gboolean
is_of_image (GimpImage *image, GimpItem *item, gpointer wanted)
{
  return image == wanted;
}

/* Between the id of a channel in a combo box and the channel of an argument; NO_CHANNEL and NULL
 * are none. */
#define NO_CHANNEL 0

static gboolean
id_to_channel (GBinding *binding, const GValue *id, GValue *channel, gpointer data)
{
  int value = g_value_get_int (id);

  g_value_set_object (channel, value > NO_CHANNEL ? gimp_item_get_by_id (value) : NULL);
  return TRUE;
}

static gboolean
channel_to_id (GBinding *binding, const GValue *channel, GValue *id, gpointer data)
{
  GimpItem *item = g_value_get_object (channel);

  g_value_set_int (id, item != NULL ? gimp_item_get_id (item) : NO_CHANNEL);
  return TRUE;
}

void
plugin_rows_add_channel (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                         GimpImage *image, const char *none)
{
  GtkWidget *combo = gimp_channel_combo_box_new (is_of_image, image, NULL);
  g_autoptr (GList) cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (combo));

  /* Long names are cut off, so that they cannot make the dialog too wide. */
  for (GList *cell = cells; cell != NULL; cell = cell->next)
    if (GTK_IS_CELL_RENDERER_TEXT (cell->data))
      g_object_set (cell->data, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "max-width-chars", 25, NULL);
  gimp_int_combo_box_prepend (GIMP_INT_COMBO_BOX (combo), GIMP_INT_STORE_VALUE, NO_CHANNEL,
                              GIMP_INT_STORE_LABEL, none, -1);
  g_object_bind_property_full (config, argument, combo, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, channel_to_id,
                               id_to_channel, NULL, NULL);
  plugin_rows_add (rows, config, argument, combo);
}

/* A number's minimum means “automatic” if it is 0 or less and also the default. */
static gboolean
has_automatic (GParamSpec *spec, double *min)
{
  g_auto (GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_DOUBLE);
  g_value_transform (g_param_spec_get_default_value (spec), &number);
  *min = G_IS_PARAM_SPEC_INT (spec) ? G_PARAM_SPEC_INT (spec)->minimum
                                    : G_PARAM_SPEC_DOUBLE (spec)->minimum;
  return *min <= 0 && g_value_get_double (&number) == *min;
}

/* The word for it. */
static const char *
automatic_word (GParamSpec *spec)
{
  return g_str_equal (spec->name, "seed") ? _ ("random") : _ ("automatic");
}

static gboolean
is_automatic (GtkSpinButton *spin, GParamSpec *spec)
{
  double min;

  return has_automatic (spec, &min) && gtk_spin_button_get_value (spin) == min;
}

/* Handles "output": shows small and large values, such as 2e-05 and 50, in few characters. */
static gboolean
show_value (GtkSpinButton *spin, GParamSpec *spec)
{
  double value = gtk_spin_button_get_value (spin);
  g_autofree char *text = is_automatic (spin, spec)    ? g_strdup (automatic_word (spec))
                          : G_IS_PARAM_SPEC_INT (spec) ? g_strdup_printf ("%.0f", value)
                                                       : g_strdup_printf ("%.6g", value);

  if (g_strcmp0 (text, gtk_entry_get_text (GTK_ENTRY (spin))) != 0)
    gtk_entry_set_text (GTK_ENTRY (spin), text);
  return TRUE;
}

/* Handles "input": GTK would read the word “automatic” as 0. */
static int
read_value (GtkSpinButton *spin, double *value, GParamSpec *spec)
{
  if (g_strcmp0 (gtk_entry_get_text (GTK_ENTRY (spin)), automatic_word (spec)) != 0 ||
      !has_automatic (spec, value))
    return FALSE;
  g_signal_stop_emission_by_name (spin, "input");
  return TRUE;
}

/* Values between a negative minimum and 0 have no meaning: an arrow jumps from one to the other. */
static void
skip_between (GtkSpinButton *spin, GParamSpec *spec)
{
  double value = gtk_spin_button_get_value (spin), min;

  if (has_automatic (spec, &min) && value > min && value < 0)
    gtk_spin_button_set_value (spin, value < min / 2 ? 0 : min);
}

/* The words stand below the ends, which GTK exchanges where people read from right to left. */
static void
name_end (GtkWidget *scale, double end, const char *word)
{
  g_autofree char *markup =
      word != NULL ? g_markup_printf_escaped ("<small>%s</small>", _ (word)) : NULL;

  if (word != NULL)
    gtk_scale_add_mark (GTK_SCALE (scale), end, GTK_POS_BOTTOM, markup);
}

void
plugin_rows_add_slider (GtkGrid *rows, GimpProcedureConfig *config,
                        const PluginTaskArgument *argument)
{
  const double step = argument->step;
  GtkWidget *scale =
      gimp_prop_hscale_new (G_OBJECT (config), argument->name, step, 4 * step, step < 1 ? 2 : 0);
  GtkAdjustment *range = gtk_range_get_adjustment (GTK_RANGE (scale));

  gtk_scale_set_value_pos (GTK_SCALE (scale), GTK_POS_RIGHT);
  gtk_widget_set_size_request (scale, 160, -1);
  name_end (scale, gtk_adjustment_get_lower (range), argument->low);
  name_end (scale, gtk_adjustment_get_upper (range), argument->high);
  plugin_rows_add (rows, config, argument->name, scale);
}

void
plugin_rows_add_number (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                        double step)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), argument);
  gboolean whole = spec->value_type == G_TYPE_INT;
  GtkWidget *spin =
      gimp_prop_spin_button_new (G_OBJECT (config), argument, step, 10 * step, whole ? 0 : DIGITS);

  gtk_entry_set_width_chars (GTK_ENTRY (spin), 10);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), FALSE);
  g_signal_connect (spin, "output", G_CALLBACK (show_value), spec);
  g_signal_connect (spin, "input", G_CALLBACK (read_value), spec);
  g_signal_connect (spin, "value-changed", G_CALLBACK (skip_between), spec);
  show_value (GTK_SPIN_BUTTON (spin), spec);
  plugin_rows_add (rows, config, argument, spin);
}
