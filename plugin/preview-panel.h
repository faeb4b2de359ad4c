/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The left half of the dialog: the picture before and after the change, what is being computed, and
 * the results of this session. */
#pragma once

#include "trial.h"

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

typedef struct _PluginPreviewPanel PluginPreviewPanel;

/* A panel that follows the call's configuration; sets call->seed to that of what is shown. Add its
 * widget to a window before the main loop runs. The call must outlive it. */
PluginPreviewPanel *plugin_preview_panel_new (PluginCall *call);

GtkWidget *plugin_preview_panel_widget (PluginPreviewPanel *panel);

/* Shows results only while there can be any: with a model that can be used. */
void plugin_preview_panel_set_usable (PluginPreviewPanel *panel, gboolean usable);

/* The finished trials of the whole result (PluginTrial) that are to become layers: the one shown,
 * or all. Empty if the whole result of what is shown is still to be made; the call's configuration
 * and seed then say how. Stops what runs. Free with g_ptr_array_unref (). */
GPtrArray *plugin_preview_panel_take (PluginPreviewPanel *panel);

/* Stops what runs and frees the panel; its widget must be destroyed afterwards. */
void plugin_preview_panel_free (PluginPreviewPanel *panel);

G_END_DECLS
