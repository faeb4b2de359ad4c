/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a dialog, one for each argument: a label with the argument's nick on the left, its widget
 * on the right. */
#pragma once

#include "arguments.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* An empty grid for rows. */
GtkGrid *plugin_rows_new (void);

/* Adds a row below the others. The label is the argument's nick, the tooltip its blurb. */
void plugin_rows_add (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                      GtkWidget *widget);

/* Adds a row with a spin button for a number. step: of the arrows. Values are shown with as many
 * digits as they need. A minimum of 0 or less that is also the default is shown as “automatic”. */
void plugin_rows_add_number (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                             double step);

/* Adds a row with a slider for a number, from its minimum to its maximum, with the argument's words
 * at these ends. */
void plugin_rows_add_slider (GtkGrid *rows, GimpProcedureConfig *config,
                             const PluginTaskArgument *argument);

/* Adds the row of the argument "seed": a number, which is random until a button keeps it. current:
 * the seed that is then kept; must outlive the rows. */
void plugin_rows_add_seed (GtkGrid *rows, GimpProcedureConfig *config, const guint64 *current);

/* Adds a row with a combo box for a choice. */
void plugin_rows_add_choice (GtkGrid *rows, GimpProcedureConfig *config, const char *argument);

/* Adds a row with a combo box for a channel of the image, or none, which is shown as `none`. */
void plugin_rows_add_channel (GtkGrid *rows, GimpProcedureConfig *config, const char *argument,
                              GimpImage *image, const char *none);

/* The widget of an argument's row. */
GtkWidget *plugin_rows_get (GtkGrid *rows, const char *argument);

/* Shows or hides an argument's row. */
void plugin_rows_set_visible (GtkGrid *rows, const char *argument, gboolean visible);

/* Enables or disables an argument's row. */
void plugin_rows_set_sensitive (GtkGrid *rows, const char *argument, gboolean sensitive);

G_END_DECLS
