/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the dialog about noise levels: a plot, a summary, and the numbers for those who want
 * others than the model's. */
#pragma once

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _NcsnSchedulePanel NcsnSchedulePanel;

/* A panel over the schedule arguments of `config`. It follows them, and is freed with its widget.
 */
NcsnSchedulePanel *ncsn_schedule_panel_new (GimpProcedureConfig *config);

GtkWidget *ncsn_schedule_panel_widget (NcsnSchedulePanel *panel);

/* The schedule of the chosen model, copied; NULL when there is no model. */
void ncsn_schedule_panel_set_own (NcsnSchedulePanel *panel, const NcsnSchedule *own);

G_END_DECLS
