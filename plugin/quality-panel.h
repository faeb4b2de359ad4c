/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the dialog that people see first: how much time to spend, and what that costs. */
#pragma once

#include "task.h"

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

typedef struct _PluginQualityPanel PluginQualityPanel;

/* A panel over the sampler arguments of a call. It follows them, and is freed with its widget. */
PluginQualityPanel *plugin_quality_panel_new (const PluginCall *call);

GtkWidget *plugin_quality_panel_widget (PluginQualityPanel *panel);

/* The chosen model's configuration, copied; NULL when there is no model. Its pace is not known
 * then. */
void plugin_quality_panel_set_model (PluginQualityPanel *panel, const NcsnModelConfig *model);

/* The seconds that one evaluation of one picture of the model's size takes. */
void plugin_quality_panel_set_pace (PluginQualityPanel *panel, double seconds);

G_END_DECLS
