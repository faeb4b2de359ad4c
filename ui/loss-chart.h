/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart of the loss of a training over its steps, each line of the log as a dot of a faint line,
 * and their moving mean. A widget of plain data. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_LOSS_CHART (ui_loss_chart_get_type ())
G_DECLARE_FINAL_TYPE (UiLossChart, ui_loss_chart, UI, LOSS_CHART, GtkDrawingArea)

/* A new chart without a curve. */
GtkWidget *ui_loss_chart_new (void);

/* Shows these losses (copied). steps: increasing. Values that are not finite are left out. */
void ui_loss_chart_set (UiLossChart *chart, const double *steps, const double *losses, gsize count);

G_END_DECLS
