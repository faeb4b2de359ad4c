/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel about noise levels. The arguments hold 0 for "the model's own"; the panel shows the
 * numbers only once a person wants their own, and fills in the model's as a start. */
#include "schedule-panel.h"

#include "arguments.h"
#include "rows.h"
#include "ui/schedule-plot.h"

#include <glib/gi18n-lib.h>

#define PANEL_KEY "ncsn-schedule-panel"

struct _NcsnSchedulePanel {
  GimpProcedureConfig *config; /* outlives the panel */
  GtkWidget *box, *plot, *summary, *custom, *numbers;
  gboolean has_own;
  NcsnSchedule own; /* the model's, if has_own */
};

static void
set_summary (NcsnSchedulePanel *panel, const NcsnSchedule *schedule, const GError *error)
{
  g_autofree char *text = NULL;

  if (schedule != NULL)
    text = g_strdup_printf (_ ("σ from %g to %g: %u levels, %u steps each"), schedule->sigma_begin,
                            schedule->sigma_end, schedule->levels, schedule->steps);
  else
    text = g_strdup (error != NULL ? error->message : "");
  gtk_label_set_text (GTK_LABEL (panel->summary), text);
}

static void
set_plot (NcsnSchedulePanel *panel, const NcsnSchedule *schedule)
{
  g_autofree double *sigmas = g_new (double, schedule != NULL ? schedule->levels : 1);

  if (schedule != NULL)
    ncsn_schedule_sigmas (schedule, sigmas);
  ncsn_schedule_plot_set (NCSN_SCHEDULE_PLOT (panel->plot), sigmas,
                          schedule != NULL ? schedule->levels : 0);
}

/* Whether the arguments ask for anything but the model's own schedule. */
static gboolean
is_custom (GimpProcedureConfig *config)
{
  double begin, end, epsilon;
  int levels, steps;
  g_autofree char *denoise = NULL;

  g_object_get (config, "sigma-begin", &begin, "sigma-end", &end, "levels", &levels, "steps",
                &steps, "epsilon", &epsilon, "denoise", &denoise, NULL);
  return begin > 0 || end > 0 || epsilon > 0 || levels > 0 || steps > 0 ||
         g_strcmp0 (denoise, "model") != 0;
}

static void on_custom_toggled (GtkToggleButton *button, gpointer data);

/* Brings everything shown in line with the arguments. */
static void
refresh (NcsnSchedulePanel *panel)
{
  g_autoptr (GError) error = NULL;
  NcsnSchedule schedule;
  gboolean custom = is_custom (panel->config);
  gboolean valid =
      panel->has_own && ncsn_arguments_schedule (panel->config, &panel->own, &schedule, &error);

  set_summary (panel, valid ? &schedule : NULL, error);
  set_plot (panel, valid ? &schedule : NULL);
  g_signal_handlers_block_by_func (panel->custom, on_custom_toggled, panel);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (panel->custom), custom);
  g_signal_handlers_unblock_by_func (panel->custom, on_custom_toggled, panel);
  gtk_widget_set_sensitive (panel->custom, panel->has_own || custom);
  gtk_widget_set_visible (panel->numbers, custom);
}

static void
on_custom_toggled (GtkToggleButton *button, gpointer data)
{
  NcsnSchedulePanel *panel = data;
  const NcsnSchedule none = {0};
  gboolean custom = gtk_toggle_button_get_active (button);
  const NcsnSchedule *s = custom ? &panel->own : &none;
  const char *denoise = !custom ? "model" : s->denoise ? "yes" : "no";

  /* A step size of 0 follows the other numbers as a person changes them. */
  g_object_set (panel->config, "sigma-begin", s->sigma_begin, "sigma-end", s->sigma_end, "levels",
                (int)s->levels, "steps", (int)s->steps, "epsilon", 0.0, "denoise", denoise, NULL);
  /* The window grew for the numbers; GTK does not shrink it by itself. */
  if (!custom)
    gtk_window_resize (GTK_WINDOW (gtk_widget_get_toplevel (panel->box)), 1, 1);
}

static void
on_config_notify (GimpProcedureConfig *config, GParamSpec *spec, GtkWidget *box)
{
  refresh (g_object_get_data (G_OBJECT (box), PANEL_KEY));
}

static void
build_numbers (NcsnSchedulePanel *panel)
{
  GtkGrid *rows = ncsn_rows_new ();

  ncsn_rows_add_number (rows, panel->config, "sigma-begin", 1);
  ncsn_rows_add_number (rows, panel->config, "sigma-end", 0.001);
  ncsn_rows_add_number (rows, panel->config, "levels", 1);
  ncsn_rows_add_number (rows, panel->config, "steps", 1);
  ncsn_rows_add_number (rows, panel->config, "epsilon", 0.00001);
  ncsn_rows_add (rows, panel->config, "denoise",
                 gimp_prop_choice_combo_box_new (G_OBJECT (panel->config), "denoise"));
  panel->numbers = GTK_WIDGET (rows);
  gtk_widget_show_all (panel->numbers);
  /* They come and go with the check button, whatever is shown around them. */
  gtk_widget_set_no_show_all (panel->numbers, TRUE);
}

static void
build (NcsnSchedulePanel *panel)
{
  panel->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  panel->plot = ncsn_schedule_plot_new ();
  panel->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (panel->summary), 0);
  gtk_label_set_line_wrap (GTK_LABEL (panel->summary), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (panel->summary), 40);
  panel->custom = gtk_check_button_new_with_mnemonic (_ ("C_hange the noise levels and steps"));
  build_numbers (panel);
  gtk_box_pack_start (GTK_BOX (panel->box), panel->plot, TRUE, TRUE, 0);
  gtk_container_add (GTK_CONTAINER (panel->box), panel->summary);
  gtk_container_add (GTK_CONTAINER (panel->box), panel->custom);
  gtk_container_add (GTK_CONTAINER (panel->box), panel->numbers);
}

NcsnSchedulePanel *
ncsn_schedule_panel_new (GimpProcedureConfig *config)
{
  NcsnSchedulePanel *panel = g_new0 (NcsnSchedulePanel, 1);

  panel->config = config;
  build (panel);
  g_signal_connect (panel->custom, "toggled", G_CALLBACK (on_custom_toggled), panel);
  /* Tied to the widget, so that the configuration's later changes do not find a freed panel. */
  g_signal_connect_object (config, "notify", G_CALLBACK (on_config_notify), panel->box, 0);
  g_object_set_data_full (G_OBJECT (panel->box), PANEL_KEY, panel, g_free);
  refresh (panel);
  return panel;
}

GtkWidget *
ncsn_schedule_panel_widget (NcsnSchedulePanel *panel)
{
  return panel->box;
}

void
ncsn_schedule_panel_set_own (NcsnSchedulePanel *panel, const NcsnSchedule *own)
{
  panel->has_own = own != NULL;
  if (own != NULL)
    panel->own = *own;
  refresh (panel);
}
