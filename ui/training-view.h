/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a training does: its last samples beside the chart of its loss, how far it is, and a
 * sentence. A widget of plain data. */
#pragma once

#include <gtk/gtk.h>

#include "loss-chart.h"

G_BEGIN_DECLS

#define UI_TYPE_TRAINING_VIEW (ui_training_view_get_type ())
G_DECLARE_FINAL_TYPE (UiTrainingView, ui_training_view, UI, TRAINING_VIEW, GtkBox)

/* A new view of nothing. */
GtkWidget *ui_training_view_new (void);

/* Shows the picture of samples in the file at `path`, which is read again when it has changed.
 * While there is none, a text says so. */
void ui_training_view_set_samples (UiTrainingView *view, const char *path);

/* The chart, for ui_loss_chart_set (). Owned by the view. */
UiLossChart *ui_training_view_chart (UiTrainingView *view);

/* Shows how far the training is, fraction in [0, 1], and what it does. */
void ui_training_view_set_progress (UiTrainingView *view, double fraction, const char *text);

G_END_DECLS
