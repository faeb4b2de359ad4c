/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog's rows that choose a model and one of its classes. */
#pragma once

#include "rows.h"
#include "task.h"

G_BEGIN_DECLS

typedef struct _PluginModelPanel PluginModelPanel;

/* Adds the rows. changed: called when another model was chosen, or has turned out unusable. The
 * call and the rows must outlive the panel. */
PluginModelPanel *plugin_model_panel_new (const PluginCall *call, GtkGrid *rows,
                                          void (*changed) (gpointer data), gpointer data);

void plugin_model_panel_free (PluginModelPanel *panel);

/* Chooses the model that the configuration names. */
void plugin_model_panel_follow (PluginModelPanel *panel);

/* The file of the chosen model; NULL if there is none. Owned by the panel. */
const char *plugin_model_panel_path (PluginModelPanel *panel);

/* The configuration of the chosen model; NULL if it cannot be used. Owned by the panel. */
const NcsnModelConfig *plugin_model_panel_config (PluginModelPanel *panel);

/* What is odd about the chosen model: that another one is used in place of a vanished one, or why
 * it cannot be used. Empty: nothing. Owned by the panel. */
const char *plugin_model_panel_trouble (PluginModelPanel *panel);

/* The chosen model cannot be used, for this reason. */
void plugin_model_panel_refuse (PluginModelPanel *panel, const GError *error);

/* Enables the rows where they count. */
void plugin_model_panel_set_sensitive (PluginModelPanel *panel, gboolean model, gboolean class);

G_END_DECLS
