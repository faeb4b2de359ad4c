/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules: checks of their numbers, their noise levels, and a suitable step size. */
#include "ncsn/schedule.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"

/* Far beyond the levels that pictures with values in [0, 1] need; squares still fit a float. */
#define SIGMA_MIN 1e-6
#define SIGMA_MAX 1e6

static gboolean
check_sigmas (const NcsnSchedule *schedule, GError **error)
{
  /* The negated comparison is also true for NaN. */
  if (!(schedule->sigma_begin >= SIGMA_MIN && schedule->sigma_begin <= SIGMA_MAX)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The largest noise level is %g; choose a σ begin between %g and %g."),
                 schedule->sigma_begin, SIGMA_MIN, SIGMA_MAX);
    return FALSE;
  }
  if (!(schedule->sigma_end >= SIGMA_MIN && schedule->sigma_end <= SIGMA_MAX)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The smallest noise level is %g; choose a σ end between %g and %g."),
                 schedule->sigma_end, SIGMA_MIN, SIGMA_MAX);
    return FALSE;
  }
  if (schedule->sigma_end > schedule->sigma_begin) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The noise levels must fall, but σ end (%g) is larger than σ begin (%g)."),
                 schedule->sigma_end, schedule->sigma_begin);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_counts (const NcsnSchedule *schedule, GError **error)
{
  if (schedule->levels < 1 || schedule->levels > NCSN_MAX_LEVELS) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "The schedule has %u noise level; choose between 1 and %d.",
                              "The schedule has %u noise levels; choose between 1 and %d.",
                              schedule->levels),
                 schedule->levels, NCSN_MAX_LEVELS);
    return FALSE;
  }
  if (schedule->levels == 1 && schedule->sigma_begin != schedule->sigma_end) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("One noise level cannot be both %g and %g: choose two levels or more, or make "
                    "σ begin and σ end equal."),
                 schedule->sigma_begin, schedule->sigma_end);
    return FALSE;
  }
  if (schedule->steps < 1) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("The schedule has 0 steps at each noise level; choose at least 1."));
    return FALSE;
  }
  /* The random numbers of a step are indexed by the 32-bit number of the evaluation. */
  if (ncsn_schedule_evaluations (schedule) > G_MAXUINT32) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("%u noise levels of %u steps are more than the %u steps that a chain can have: "
                    "choose fewer."),
                 schedule->levels, schedule->steps, G_MAXUINT32);
    return FALSE;
  }
  return TRUE;
}

/* A Langevin step multiplies the distance from the mode of N(0, σ²) by 1 - ε/2σ_L² at every level.
 */
static gboolean
check_epsilon (const NcsnSchedule *schedule, GError **error)
{
  double limit = 4.0 * schedule->sigma_end * schedule->sigma_end;

  if (!(schedule->epsilon > 0.0)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The step size ε is %g; it must be above 0."), schedule->epsilon);
    return FALSE;
  }
  if (schedule->epsilon >= limit) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The step size ε is %g, but with σ end %g the chain is stable only below %g "
                    "(4 σ end²): lower ε or raise σ end."),
                 schedule->epsilon, schedule->sigma_end, limit);
    return FALSE;
  }
  return TRUE;
}

gboolean
ncsn_schedule_check (const NcsnSchedule *schedule, GError **error)
{
  return check_sigmas (schedule, error) && check_counts (schedule, error) &&
         check_epsilon (schedule, error);
}

void
ncsn_schedule_sigmas (const NcsnSchedule *schedule, double *sigmas)
{
  NcsnLadder ladder = {schedule->sigma_begin, schedule->sigma_end, schedule->levels};

  ncsn_ladder_sigmas (&ladder, sigmas);
}

void
ncsn_schedule_suit_epsilon (NcsnSchedule *schedule)
{
  double evaluations = (double)schedule->levels * schedule->steps;
  double ratio = pow (schedule->sigma_end / schedule->sigma_begin, 2.0 / evaluations);
  /* A single level has no earlier noise to remove; a quarter is the η of a ladder of 100 levels. */
  double eta = ratio < 1.0 ? sqrt (1.0 - ratio) : 0.25;

  schedule->epsilon = 2.0 * eta * schedule->sigma_end * schedule->sigma_end;
}

guint64
ncsn_schedule_evaluations (const NcsnSchedule *schedule)
{
  return (guint64)schedule->levels * schedule->steps + (schedule->denoise ? 1 : 0);
}
