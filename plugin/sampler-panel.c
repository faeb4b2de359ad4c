/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel about the sampler. It shows the numbers of a quality; with "custom" the rule and its
 * numbers can be changed. */
#include "sampler-panel.h"

#include "rows.h"
#include "sampler-arguments.h"
#include "ui/schedule-plot.h"

#include <glib/gi18n-lib.h>

#define PANEL_KEY "ncsn-sampler-panel"

struct _PluginSamplerPanel {
  GimpProcedureConfig *config; /* outlives the panel */
  NcsnPurpose purpose;
  GtkWidget *box, *plot, *summary, *rows, *rule;
  gboolean custom; /* whether the quality was "custom" at the last change */
  gboolean has_own;
  NcsnSchedule own; /* the model's, if has_own */
};

/* What the rule does, and with which levels. */
static char *
summary_text (const NcsnSampler *sampler)
{
  const NcsnRuleInfo *info = ncsn_rule_info (sampler->rule);
  const NcsnSchedule *schedule = &sampler->schedule;

  if (!info->steps)
    return g_strdup_printf (_ ("%s: %s.\nNoise levels: %u, σ from %.3g to %.3g."), _ (info->label),
                            _ (info->summary), schedule->levels, schedule->sigma_begin,
                            schedule->sigma_end);
  return g_strdup_printf (_ ("%s: %s.\nNoise levels: %u, steps at each: %u, σ from %.3g to %.3g."),
                          _ (info->label), _ (info->summary), schedule->levels, schedule->steps,
                          schedule->sigma_begin, schedule->sigma_end);
}

static void
set_plot (PluginSamplerPanel *panel, const NcsnSampler *sampler)
{
  guint levels = sampler != NULL ? sampler->schedule.levels : 0;
  g_autofree double *sigmas = g_new (double, levels);
  g_autofree double *alphas = g_new (double, levels);
  gboolean steps = sampler != NULL && ncsn_sampler_step_sizes (sampler, alphas);

  if (sampler != NULL)
    ncsn_sampler_sigmas (sampler, sigmas);
  ui_schedule_plot_set (UI_SCHEDULE_PLOT (panel->plot), sigmas, steps ? alphas : NULL, levels);
}

static void on_rule_chosen (GtkComboBox *combo, gpointer data);

/* Shows the rule, and of the rows those with numbers that it reads. */
static void
show_rows (PluginSamplerPanel *panel, gboolean custom)
{
  int rule = gimp_procedure_config_get_choice_id (panel->config, "sampler");

  gtk_widget_set_visible (panel->rows, custom);
  if (!custom || rule < 0)
    return;
  g_signal_handlers_block_by_func (panel->rule, on_rule_chosen, panel);
  gtk_combo_box_set_active (GTK_COMBO_BOX (panel->rule), rule);
  g_signal_handlers_unblock_by_func (panel->rule, on_rule_chosen, panel);
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    plugin_rows_set_visible (GTK_GRID (panel->rows), ncsn_number_info (number)->name,
                             ncsn_rule_reads ((NcsnRule)rule, number));
}

/* Brings everything shown in line with the arguments. */
static void
refresh (PluginSamplerPanel *panel)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *quality = NULL;
  g_autofree char *text = NULL;
  NcsnSampler sampler;
  gboolean valid =
      panel->has_own &&
      plugin_sampler_arguments_read (panel->config, &panel->own, panel->purpose, &sampler, &error);

  g_object_get (panel->config, "quality", &quality, NULL);
  text = valid ? summary_text (&sampler) : g_strdup (error != NULL ? error->message : "");
  gtk_label_set_text (GTK_LABEL (panel->summary), text);
  set_plot (panel, valid ? &sampler : NULL);
  show_rows (panel, g_str_equal (quality, NCSN_QUALITY_CUSTOM));
}

/* Another rule begins with its own numbers. */
static void
on_rule_chosen (GtkComboBox *combo, gpointer data)
{
  PluginSamplerPanel *panel = data;
  NcsnSampler sampler;

  if (!panel->has_own)
    return;
  ncsn_sampler_init (&sampler, (NcsnRule)gtk_combo_box_get_active (combo), &panel->own);
  plugin_sampler_arguments_set (panel->config, NCSN_QUALITY_CUSTOM, &sampler);
}

/* "Custom" unfolds what the panel is in, so that its numbers can be seen. The window grows with the
 * panel and does not shrink by itself. */
static void
on_quality_changed (PluginSamplerPanel *panel)
{
  g_autofree char *quality = NULL;

  g_object_get (panel->config, "quality", &quality, NULL);
  const gboolean custom = g_str_equal (quality, NCSN_QUALITY_CUSTOM);
  GtkWidget *expander = gtk_widget_get_ancestor (panel->box, GTK_TYPE_EXPANDER);
  if (custom && expander != NULL)
    gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  else if (panel->custom && expander != NULL)
    gtk_window_resize (GTK_WINDOW (gtk_widget_get_toplevel (panel->box)), 1, 1);
  panel->custom = custom;
}

static void
on_config_notify (GimpProcedureConfig *config, GParamSpec *spec, GtkWidget *box)
{
  PluginSamplerPanel *panel = g_object_get_data (G_OBJECT (box), PANEL_KEY);

  refresh (panel);
  if (g_str_equal (spec->name, "quality"))
    on_quality_changed (panel);
}

static void
build_rows (PluginSamplerPanel *panel)
{
  GtkGrid *rows = plugin_rows_new ();

  panel->rule = gtk_combo_box_text_new ();
  for (int rule = 0; rule < NCSN_N_RULES; rule++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (panel->rule),
                                    _ (ncsn_rule_info ((NcsnRule)rule)->label));
  plugin_rows_add (rows, panel->config, "sampler", panel->rule);
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    plugin_rows_add_number (rows, panel->config, ncsn_number_info (number)->name,
                            ncsn_number_info (number)->step);
  plugin_rows_add_choice (rows, panel->config, "denoise");
  panel->rows = GTK_WIDGET (rows);
  gtk_widget_show_all (panel->rows);
  /* They come and go with the quality, whatever is shown around them. */
  gtk_widget_set_no_show_all (panel->rows, TRUE);
}

static void
build (PluginSamplerPanel *panel)
{
  GtkWidget *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  panel->box = halves;
  panel->plot = ui_schedule_plot_new ();
  panel->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (panel->summary), 0);
  gtk_label_set_line_wrap (GTK_LABEL (panel->summary), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (panel->summary), 40);
  build_rows (panel);
  gtk_box_pack_start (GTK_BOX (left), panel->plot, TRUE, TRUE, 0);
  gtk_container_add (GTK_CONTAINER (left), panel->summary);
  gtk_box_pack_start (GTK_BOX (halves), left, TRUE, TRUE, 0);
  gtk_container_add (GTK_CONTAINER (halves), panel->rows);
}

PluginSamplerPanel *
plugin_sampler_panel_new (GimpProcedureConfig *config, NcsnPurpose purpose)
{
  PluginSamplerPanel *panel = g_new0 (PluginSamplerPanel, 1);

  panel->config = config;
  panel->purpose = purpose;
  build (panel);
  g_signal_connect (panel->rule, "changed", G_CALLBACK (on_rule_chosen), panel);
  /* Tied to the widget, so that the configuration's later changes do not find a freed panel. */
  g_signal_connect_object (config, "notify", G_CALLBACK (on_config_notify), panel->box, 0);
  g_object_set_data_full (G_OBJECT (panel->box), PANEL_KEY, panel, g_free);
  refresh (panel);
  on_quality_changed (panel);
  return panel;
}

GtkWidget *
plugin_sampler_panel_widget (PluginSamplerPanel *panel)
{
  return panel->box;
}

void
plugin_sampler_panel_set_own (PluginSamplerPanel *panel, const NcsnSchedule *own)
{
  panel->has_own = own != NULL;
  if (own != NULL)
    panel->own = *own;
  refresh (panel);
}
