/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the dialog about the sampler and its numbers, for people who want to see or
 * change it: a plot of the noise levels, the rule, and the numbers that it reads. */
#pragma once

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _PluginSamplerPanel PluginSamplerPanel;

/* A panel over the sampler arguments of `config` for this purpose. It follows them, and is freed
 * with its widget. */
PluginSamplerPanel *plugin_sampler_panel_new (GimpProcedureConfig *config, NcsnPurpose purpose);

GtkWidget *plugin_sampler_panel_widget (PluginSamplerPanel *panel);

/* The schedule of the chosen model, copied; NULL when there is no model. */
void plugin_sampler_panel_set_own (PluginSamplerPanel *panel, const NcsnSchedule *own);

G_END_DECLS
