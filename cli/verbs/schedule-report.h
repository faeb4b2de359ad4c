/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of ncsn schedule, printed as text or JSON. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct {
  NcsnLadder ladder;
  guint steps;     /* T */
  guint dimension; /* width × height × channels */
  guint compared;  /* number of pictures whose largest distance is σ begin; 0: it was given */
} CliScheduleReport;

/* Print the report on stdout. */
void cli_schedule_report_text (const CliScheduleReport *report);
void cli_schedule_report_json (const CliScheduleReport *report);

G_END_DECLS
