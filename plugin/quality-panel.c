/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A radio button for each quality, with its cost to the right. */
#include "quality-panel.h"

#include "duration.h"
#include "sampler-arguments.h"

#include <glib/gi18n-lib.h>

#define PANEL_KEY "ncsn-quality-panel"

/* The library's qualities in order, then "custom": the ids of the argument "quality". */
static const char *const labels[] = {N_ ("Dra_ft"), N_ ("_Normal"), N_ ("_Best"), N_ ("C_ustom")};

#define N_BUTTONS G_N_ELEMENTS (labels)
#define CUSTOM (N_BUTTONS - 1)
#define COST_CHARACTERS 22 /* of "with pieces of the picture" or less */

struct _PluginQualityPanel {
  const PluginCall *call; /* outlives the panel */
  GtkWidget *grid, *buttons[N_BUTTONS], *costs[N_BUTTONS];
  gboolean has_model;
  NcsnModelConfig model; /* if has_model */
  double pace;           /* seconds per evaluation and picture; 0: not known yet */
};

/* The sampler of a button. FALSE if there is no model or the arguments are not valid. */
static gboolean
sampler_of (const PluginQualityPanel *panel, guint button, NcsnSampler *sampler)
{
  if (!panel->has_model)
    return FALSE;
  if (button == CUSTOM)
    return plugin_sampler_arguments_read (panel->call->config, &panel->model.schedule,
                                          panel->call->task->purpose, sampler, NULL);
  ncsn_sampler_init_quality (sampler, (NcsnQuality)button, panel->call->task->purpose,
                             &panel->model.schedule);
  return TRUE;
}

/* "about 4 s", with the evaluations as the tooltip; those in its place while the time is unknown.
 */
static char *
cost_text (const PluginQualityPanel *panel, guint button)
{
  NcsnSampler sampler;

  if (!sampler_of (panel, button, &sampler))
    return g_strdup ("");
  PluginCost cost = panel->call->task->cost (panel->call, &panel->model, &sampler);
  if (cost.by_patches)
    return g_strdup (_ ("with pieces of the picture"));
  g_autofree char *evaluations = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%.0f evaluation", "%.0f evaluations", cost.evaluations),
      (double)cost.evaluations);
  gtk_widget_set_tooltip_text (panel->costs[button], evaluations);
  if (panel->pace <= 0)
    return g_steal_pointer (&evaluations);
  g_autofree char *time =
      plugin_duration_text (panel->pace * cost.pictures * (double)cost.evaluations);
  return g_strdup_printf (_ ("about %s"), time);
}

static guint
chosen (const PluginQualityPanel *panel)
{
  return (guint)gimp_procedure_config_get_choice_id (panel->call->config, "quality");
}

static void on_toggled (GtkToggleButton *button, gpointer data);

/* Updates the widgets from the arguments. */
static void
refresh (PluginQualityPanel *panel)
{
  for (guint i = 0; i < N_BUTTONS; i++) {
    gboolean shown = i < CUSTOM || chosen (panel) == i;
    g_autofree char *text = shown ? cost_text (panel, i) : g_strdup (_ ("with your own numbers"));

    gtk_label_set_text (GTK_LABEL (panel->costs[i]), text);
    g_signal_handlers_block_by_func (panel->buttons[i], on_toggled, panel);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (panel->buttons[i]), chosen (panel) == i);
    g_signal_handlers_unblock_by_func (panel->buttons[i], on_toggled, panel);
  }
}

/* Custom starts with the numbers of the quality that was chosen before. */
static void
on_toggled (GtkToggleButton *button, gpointer data)
{
  PluginQualityPanel *panel = data;
  NcsnSampler sampler;
  guint i = 0;

  if (!gtk_toggle_button_get_active (button))
    return;
  while (panel->buttons[i] != GTK_WIDGET (button))
    i++;
  if (i < CUSTOM)
    plugin_sampler_arguments_set (panel->call->config, ncsn_quality_names ()[i], NULL);
  else if (sampler_of (panel, chosen (panel), &sampler))
    plugin_sampler_arguments_set (panel->call->config, NCSN_QUALITY_CUSTOM, &sampler);
  else
    refresh (panel);
}

static void
on_config_notify (GimpProcedureConfig *config, GParamSpec *spec, GtkWidget *grid)
{
  refresh (g_object_get_data (G_OBJECT (grid), PANEL_KEY));
}

static void
build (PluginQualityPanel *panel)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *button = NULL;

  panel->grid = GTK_WIDGET (grid);
  gtk_grid_set_row_spacing (grid, 6);
  gtk_grid_set_column_spacing (grid, 18);
  for (guint i = 0; i < N_BUTTONS; i++) {
    button =
        gtk_radio_button_new_with_mnemonic_from_widget (GTK_RADIO_BUTTON (button), _ (labels[i]));
    panel->buttons[i] = button;
    panel->costs[i] = gtk_label_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (panel->costs[i]), 0);
    /* The time is added while the dialog is open; its room is reserved so that nothing moves. */
    gtk_label_set_width_chars (GTK_LABEL (panel->costs[i]), COST_CHARACTERS);
    gtk_style_context_add_class (gtk_widget_get_style_context (panel->costs[i]),
                                 GTK_STYLE_CLASS_DIM_LABEL);
    gtk_grid_attach (grid, button, 0, (int)i, 1, 1);
    gtk_grid_attach (grid, panel->costs[i], 1, (int)i, 1, 1);
    g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), panel);
  }
}

PluginQualityPanel *
plugin_quality_panel_new (const PluginCall *call)
{
  PluginQualityPanel *panel = g_new0 (PluginQualityPanel, 1);

  panel->call = call;
  build (panel);
  /* Disconnected with the widget: the configuration outlives the panel. */
  g_signal_connect_object (call->config, "notify", G_CALLBACK (on_config_notify), panel->grid, 0);
  g_object_set_data_full (G_OBJECT (panel->grid), PANEL_KEY, panel, g_free);
  refresh (panel);
  return panel;
}

GtkWidget *
plugin_quality_panel_widget (PluginQualityPanel *panel)
{
  return panel->grid;
}

void
plugin_quality_panel_set_model (PluginQualityPanel *panel, const NcsnModelConfig *model)
{
  panel->has_model = model != NULL;
  if (model != NULL)
    panel->model = *model;
  panel->pace = 0;
  refresh (panel);
}

void
plugin_quality_panel_set_pace (PluginQualityPanel *panel, double seconds)
{
  panel->pace = seconds;
  refresh (panel);
}
