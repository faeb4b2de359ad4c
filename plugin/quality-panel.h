/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first part of the dialog: the choice of a quality, with the evaluations and the time that
 * each one costs. */
#pragma once

#include "task.h"

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

typedef struct _PluginQualityPanel PluginQualityPanel;

/* A panel that shows and sets the sampler arguments of a call. It is updated when they change, and
 * freed with its widget. The call must outlive it. */
PluginQualityPanel *plugin_quality_panel_new (const PluginCall *call);

GtkWidget *plugin_quality_panel_widget (PluginQualityPanel *panel);

/* Sets the configuration of the chosen model, which is copied; NULL if there is no model. The time
 * is unknown until plugin_quality_panel_set_pace () is called. */
void plugin_quality_panel_set_model (PluginQualityPanel *panel, const NcsnModelConfig *model);

/* Sets the seconds that one evaluation takes for one picture of the model's size. */
void plugin_quality_panel_set_pace (PluginQualityPanel *panel, double seconds);

G_END_DECLS
