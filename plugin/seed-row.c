/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of the seed: a number and a lock. */
#include "rows.h"

#include <glib/gi18n-lib.h>

#define CURRENT_KEY "ncsn-current-seed"

static void
on_toggled (GtkToggleButton *lock, GimpProcedureConfig *config)
{
  const guint64 *current = g_object_get_data (G_OBJECT (lock), CURRENT_KEY);
  int seed;

  g_object_get (config, "seed", &seed, NULL);
  if (gtk_toggle_button_get_active (lock) != (seed >= 0))
    g_object_set (config, "seed", seed >= 0 ? -1 : (int)(*current % ((guint64)G_MAXINT + 1)), NULL);
}

static void
follow (GimpProcedureConfig *config, GParamSpec *spec, GtkToggleButton *lock)
{
  int seed;

  g_object_get (config, "seed", &seed, NULL);
  gtk_toggle_button_set_active (lock, seed >= 0);
}

void
plugin_rows_add_seed (GtkGrid *rows, GimpProcedureConfig *config, const guint64 *current)
{
  GtkWidget *lock = gtk_toggle_button_new ();
  const char *text = _ ("Keep the seed of what is shown");

  plugin_rows_add_number (rows, config, "seed", 1);
  gtk_container_add (GTK_CONTAINER (lock), gtk_image_new_from_icon_name ("changes-prevent-symbolic",
                                                                         GTK_ICON_SIZE_BUTTON));
  gtk_widget_set_tooltip_text (lock, text);
  atk_object_set_name (gtk_widget_get_accessible (lock), text);
  g_object_set_data (G_OBJECT (lock), CURRENT_KEY, (gpointer)current);
  follow (config, NULL, GTK_TOGGLE_BUTTON (lock));
  g_signal_connect (lock, "toggled", G_CALLBACK (on_toggled), config);
  g_signal_connect_object (config, "notify::seed", G_CALLBACK (follow), lock, 0);
  gtk_grid_attach_next_to (rows, lock, plugin_rows_get (rows, "seed"), GTK_POS_RIGHT, 1, 1);
}
