/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plot of noise levels: σ against its number, with a logarithmic axis. A widget of plain numbers;
 * it knows neither GIMP nor the library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_SCHEDULE_PLOT (ui_schedule_plot_get_type ())
G_DECLARE_FINAL_TYPE (UiSchedulePlot, ui_schedule_plot, UI, SCHEDULE_PLOT, GtkDrawingArea)

/* An empty plot. */
GtkWidget *ui_schedule_plot_new (void);

/* Shows `count` noise levels, the first to be visited first; all must be positive. They are copied.
 * With count 0 the plot is empty. */
void ui_schedule_plot_set (UiSchedulePlot *plot, const double *sigmas, guint count);

G_END_DECLS
