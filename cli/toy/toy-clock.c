/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the work done by several threads, shows it, and stops them. */
#include "toy-clock.h"

#include <glib/gi18n.h>

#include "cli/common/interrupt.h"
#include "cli/common/progress.h"
#include "cli/common/values.h"

#define MOMENT 20000 /* microseconds */

struct _CliToyClock {
  CliInterrupt *interrupt;
  CliProgress *progress;
  double total;
  GMutex mutex; /* guards `done` */
  double done;
};

CliToyClock *
cli_toy_clock_new (double total)
{
  CliToyClock *clock = g_new0 (CliToyClock, 1);
  clock->interrupt = cli_interrupt_new ();
  clock->progress = cli_progress_new ();
  clock->total = total;
  g_mutex_init (&clock->mutex);
  return clock;
}

void
cli_toy_clock_free (CliToyClock *clock)
{
  if (clock == NULL)
    return;
  cli_progress_free (clock->progress);
  cli_interrupt_free (clock->interrupt);
  g_mutex_clear (&clock->mutex);
  g_free (clock);
}

gboolean
cli_toy_clock_tick (CliToyClock *clock, double work, GError **error)
{
  g_mutex_lock (&clock->mutex);
  clock->done += work;
  g_mutex_unlock (&clock->mutex);
  return !g_cancellable_set_error_if_cancelled (cli_interrupt_cancellable (clock->interrupt),
                                                error);
}

void
cli_toy_clock_stop (CliToyClock *clock)
{
  g_cancellable_cancel (cli_interrupt_cancellable (clock->interrupt));
}

static void
show (CliToyClock *clock)
{
  g_mutex_lock (&clock->mutex);
  const double done = clock->done;
  g_mutex_unlock (&clock->mutex);
  if (done <= 0)
    return;
  const double left = cli_progress_elapsed (clock->progress) * (clock->total - done) / done;
  g_autofree char *duration = cli_format_seconds (MAX (left, 0.0));
  g_autofree char *text =
      g_strdup_printf (_ ("%3.0f %%, %s left"), 100.0 * done / clock->total, duration);
  cli_progress_show (clock->progress, text);
}

void
cli_toy_clock_wait (CliToyClock *clock)
{
  cli_interrupt_check (clock->interrupt);
  if (cli_progress_is_due (clock->progress))
    show (clock);
  g_usleep (MOMENT);
}
