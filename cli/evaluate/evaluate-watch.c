/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the progress of one part of an evaluation, and stops it on Ctrl+C. */
#include "evaluate-watch.h"

#include <glib/gi18n.h>

#include "cli/common/values.h"

void
cli_evaluate_watch_init (CliEvaluateWatch *watch, const char *what, CliInterrupt *interrupt)
{
  *watch = (CliEvaluateWatch){
      .what = what, .interrupt = interrupt, .progress = cli_progress_new (), .share = 1.0};
}

void
cli_evaluate_watch_clear (CliEvaluateWatch *watch)
{
  g_clear_pointer (&watch->progress, cli_progress_free);
}

gboolean
cli_evaluate_watch_step (CliEvaluateWatch *watch, gsize index, gsize count, GError **error)
{
  watch->begin = (double)index / (double)count;
  watch->share = 1.0 / (double)count;
  cli_evaluate_watch_show (watch, 0.0);
  return !g_cancellable_set_error_if_cancelled (cli_interrupt_cancellable (watch->interrupt),
                                                error);
}

void
cli_evaluate_watch_show (CliEvaluateWatch *watch, double done)
{
  const double whole = watch->begin + watch->share * done;
  if (whole <= 0.0 || !cli_progress_is_due (watch->progress))
    return;
  g_autofree char *duration =
      cli_format_seconds (cli_progress_elapsed (watch->progress) * (1.0 - whole) / whole);
  g_autofree char *text =
      g_strdup_printf (_ ("%s: %3.0f %%, %s left"), watch->what, 100.0 * whole, duration);
  cli_progress_show (watch->progress, text);
}
