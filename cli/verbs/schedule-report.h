/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ncsn schedule found, for people and for programs. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct {
  NcsnLadder ladder;
  guint steps;     /* T */
  guint dimension; /* numbers in a picture */
  guint compared;  /* pictures whose largest distance σ begin is; 0 where it was given */
} CliScheduleReport;

/* On stdout. */
void cli_schedule_report_text (const CliScheduleReport *report);
void cli_schedule_report_json (const CliScheduleReport *report);

G_END_DECLS
