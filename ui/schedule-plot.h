/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plot of the noise levels of a sampler, and of its step sizes: σ and α on a logarithmic axis
 * over the number of the level. A widget of plain numbers, which depends neither on GIMP nor on the
 * library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_SCHEDULE_PLOT (ui_schedule_plot_get_type ())
G_DECLARE_FINAL_TYPE (UiSchedulePlot, ui_schedule_plot, UI, SCHEDULE_PLOT, GtkDrawingArea)

/* A new plot without noise levels. */
GtkWidget *ui_schedule_plot_new (void);

/* Shows `count` noise levels, in the order in which the sampler uses them, and the step size at
 * each; alphas NULL: there are none. The numbers are copied; levels are positive, step sizes not
 * negative. count 0: the plot is empty. */
void ui_schedule_plot_set (UiSchedulePlot *plot, const double *sigmas, const double *alphas,
                           guint count);

G_END_DECLS
