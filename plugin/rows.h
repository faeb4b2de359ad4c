/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a dialog: an argument's nick as label on the left, its widget on the right. */
#pragma once

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* An empty grid for rows. */
GtkGrid *plugin_rows_new (void);

/* Adds a row below the others. The label and the tooltip are the argument's nick and blurb. */
void plugin_rows_add (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                      GtkWidget *widget);

/* Adds a row with a spin button for a number. step: what an arrow adds. Values are shown with as
 * many digits as they need, and a least value that is the default, such as 0 or -1, as “automatic”.
 */
void plugin_rows_add_number (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                             double step);

/* Adds a row with a list of the values of a choice. */
void plugin_rows_add_choice (GtkGrid *rows, GimpProcedureConfig *config, const char *argument);

/* Shows or hides an argument's row. */
void plugin_rows_set_visible (GtkGrid *rows, const char *argument, gboolean visible);

G_END_DECLS
