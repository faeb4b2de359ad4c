/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The left half of the dialog: the picture before and after the change, what is being computed, and
 * the results of this session. */
#pragma once

#include "trial.h"
#include "work.h"

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

typedef struct _PluginPreviewPanel PluginPreviewPanel;

/* A panel that follows the call's configuration; sets call->seed to that of what is shown. Add its
 * widget to a window before the main loop runs. The call must outlive it. */
PluginPreviewPanel *plugin_preview_panel_new (PluginCall *call);

GtkWidget *plugin_preview_panel_widget (PluginPreviewPanel *panel);

/* Shows results only while there can be any: with a model that can be used. */
void plugin_preview_panel_set_usable (PluginPreviewPanel *panel, gboolean usable);

/* The trials of the whole result (PluginTrial) that are to become layers: the one chosen in the
 * strip, or all of the strip. If none is chosen there, the one that runs, if it will be the result
 * of the arguments as they are; *work then is its work, to be ended first. Empty if the whole
 * result of what is chosen is still to be made; the call's configuration and seed then say how.
 * Stops all other work. Free with g_ptr_array_unref (). */
GPtrArray *plugin_preview_panel_take (PluginPreviewPanel *panel, PluginWork **work);

/* Stops what runs and frees the panel; its widget must be destroyed afterwards. */
void plugin_preview_panel_free (PluginPreviewPanel *panel);

G_END_DECLS
