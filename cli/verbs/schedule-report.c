/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a ladder and the step sizes for it, as text or as JSON. */
#include "schedule-report.h"

#include <glib/gi18n.h>

#include "cli/common/print.h"

#define MAX_CHOICES 5

/* A row of the table: a number of steps, and the resulting numbers. */
typedef struct {
  guint steps;
  double epsilon, noise_ratio;
  guint64 evaluations;
} Choice;

static Choice
make_choice (const NcsnLadder *ladder, guint steps)
{
  const double epsilon = ncsn_epsilon_for_noise_ratio (ladder, steps);
  const NcsnSchedule schedule = {
      ladder->sigma_begin, ladder->sigma_end, ladder->levels, steps, epsilon, .denoise = TRUE};
  return (Choice){.steps = steps,
                  .epsilon = epsilon,
                  .noise_ratio = ncsn_noise_ratio (ladder, steps, epsilon),
                  .evaluations = ncsn_schedule_evaluations (&schedule)};
}

/* The requested number of steps and some around it, in increasing order; returns their number. */
static guint
make_choices (const CliScheduleReport *report, Choice *choices)
{
  const guint t = report->steps;
  const guint steps[MAX_CHOICES] = {t / 2, t - 1, t, t + 1, 2 * t};
  guint count = 0;
  for (guint i = 0; i < MAX_CHOICES; i++)
    if (steps[i] > (count > 0 ? choices[count - 1].steps : 0))
      choices[count++] = make_choice (&report->ladder, steps[i]);
  return count;
}

static void
print_ladder (const CliScheduleReport *report)
{
  const NcsnLadder *ladder = &report->ladder;
  const double ratio = ncsn_ladder_ratio (ladder);
  if (report->compared > 0)
    g_print (ngettext ("σ begin:        %.6g, the largest distance between two of %u picture\n",
                       "σ begin:        %.6g, the largest distance between two of %u pictures\n",
                       report->compared),
             ladder->sigma_begin, report->compared);
  else
    g_print (_ ("σ begin:        %.6g\n"), ladder->sigma_begin);
  g_print (_ ("σ end:          %.6g\n"), ladder->sigma_end);
  g_print (_ ("Levels:         %u, for pictures with so many numbers: %u\n"), ladder->levels,
           report->dimension);
  g_print (_ ("Ratio:          %.5f from one level to the next\n"), ratio);
  g_print (_ ("Overlap:        %.4f\n\n"), ncsn_level_overlap (ratio, report->dimension));
}

/* The columns are as wide as their English headings; the requested row is marked. */
static void
print_choices (const CliScheduleReport *report, const Choice *choices, guint count)
{
  g_print (_ ("  Steps a level  Evaluations            ε  Noise ratio\n"));
  for (guint i = 0; i < count; i++)
    g_print ("%s %13u %12" G_GUINT64_FORMAT " %12.4g %12.4f\n",
             choices[i].steps == report->steps ? "→" : " ", choices[i].steps,
             choices[i].evaluations, choices[i].epsilon, choices[i].noise_ratio);
  g_print (_ ("\nε is the step size of x + (ε/2) s + √ε z, twice the step_lr of the authors' code. "
              "The noise\nratio is the variance of a chain's noise after the steps of a level over "
              "that of the level; for\neach number of steps, ε makes it as near to 1 as possible. "
              "The last evaluation denoises.\n\n"));
}

/* With a decimal point in every locale. */
static void
print_option (const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_print (" --%s %s", name, g_ascii_formatd (text, sizeof (text), "%.6g", value));
}

void
cli_schedule_report_text (const CliScheduleReport *report)
{
  Choice choices[MAX_CHOICES];
  const guint count = make_choices (report, choices);
  print_ladder (report);
  print_choices (report, choices, count);

  g_print (_ ("For ncsn train and ncsn sample:\n "));
  print_option ("sigma-begin", report->ladder.sigma_begin);
  print_option ("sigma-end", report->ladder.sigma_end);
  g_print (" --levels %u --steps %u", report->ladder.levels, report->steps);
  print_option ("epsilon", ncsn_epsilon_for_noise_ratio (&report->ladder, report->steps));
  g_print ("\n");
}

/* The names are those of a model's schedule as ncsn info has them. */
static JsonObject *
describe_choice (const Choice *choice)
{
  JsonObject *object = json_object_new ();
  json_object_set_int_member (object, "steps", choice->steps);
  json_object_set_double_member (object, "epsilon", choice->epsilon);
  json_object_set_double_member (object, "noise_ratio", choice->noise_ratio);
  json_object_set_int_member (object, "evaluations", (gint64)choice->evaluations);
  return object;
}

void
cli_schedule_report_json (const CliScheduleReport *report)
{
  Choice choices[MAX_CHOICES];
  const guint count = make_choices (report, choices);
  const double ratio = ncsn_ladder_ratio (&report->ladder);
  const Choice chosen = make_choice (&report->ladder, report->steps);
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < count; i++)
    json_array_add_object_element (list, describe_choice (&choices[i]));

  JsonObject *object = describe_choice (&chosen);
  json_object_set_double_member (object, "sigma_begin", report->ladder.sigma_begin);
  json_object_set_double_member (object, "sigma_end", report->ladder.sigma_end);
  json_object_set_int_member (object, "levels", report->ladder.levels);
  json_object_set_int_member (object, "dimension", report->dimension);
  json_object_set_int_member (object, "compared", report->compared);
  json_object_set_double_member (object, "ratio", ratio);
  json_object_set_double_member (object, "overlap", ncsn_level_overlap (ratio, report->dimension));
  json_object_set_array_member (object, "choices", list);
  cli_print_json (object);
}
