/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels that were chosen for a model: checks, and the list that a schedule uses. */
#include <glib/gi18n-lib.h>

#include "ncsn/error.h"
#include "ncsn/schedule.h"

/* Falling from σ_1 to σ_L. The comparisons are false for NaN. */
static gboolean
is_valid (const NcsnChosenLevels *list, const NcsnSchedule *schedule)
{
  gboolean valid = list->count >= 2 && list->count <= NCSN_MAX_CHOSEN_LEVELS &&
                   list->sigmas[0] == schedule->sigma_begin &&
                   list->sigmas[list->count - 1] == schedule->sigma_end;

  for (guint i = 0; valid && i + 1 < list->count; i++)
    valid = list->sigmas[i] > list->sigmas[i + 1];
  return valid;
}

gboolean
ncsn_schedule_check_chosen (const NcsnSchedule *schedule, GError **error)
{
  gboolean valid = schedule->n_chosen <= NCSN_MAX_CHOSEN;

  for (guint i = 0; valid && i < schedule->n_chosen; i++) {
    valid = is_valid (&schedule->chosen[i], schedule);
    for (guint j = 0; valid && j < i; j++)
      valid = schedule->chosen[j].count != schedule->chosen[i].count;
  }
  if (!valid)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The chosen noise levels must be at most %d lists of different lengths, of 2 to "
           "%d levels that fall from %g to %g."),
        NCSN_MAX_CHOSEN, NCSN_MAX_CHOSEN_LEVELS, schedule->sigma_begin, schedule->sigma_end);
  return valid;
}

const double *
ncsn_schedule_chosen (const NcsnSchedule *schedule)
{
  for (guint i = 0; i < schedule->n_chosen; i++) {
    const NcsnChosenLevels *list = &schedule->chosen[i];

    if (list->count == schedule->levels && list->sigmas[0] == schedule->sigma_begin &&
        list->sigmas[list->count - 1] == schedule->sigma_end)
      return list->sigmas;
  }
  return NULL;
}
