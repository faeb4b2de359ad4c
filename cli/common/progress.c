/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows and clears the progress line. */
#include "progress.h"

#include <unistd.h>

struct _CliProgress {
  gboolean on_terminal;
  gboolean line_is_open;
  double began, next; /* seconds of the monotonic clock */
};

static double
now (void)
{
  return g_get_monotonic_time () / 1e6;
}

CliProgress *
cli_progress_new (void)
{
  CliProgress *progress = g_new0 (CliProgress, 1);
  progress->on_terminal = isatty (STDERR_FILENO);
  cli_progress_restart (progress);
  return progress;
}

void
cli_progress_free (CliProgress *progress)
{
  if (progress == NULL)
    return;
  cli_progress_clear (progress);
  g_free (progress);
}

void
cli_progress_restart (CliProgress *progress)
{
  cli_progress_clear (progress);
  progress->began = now ();
  progress->next = progress->began + 1.0;
}

gboolean
cli_progress_is_due (CliProgress *progress)
{
  if (now () < progress->next)
    return FALSE;
  progress->next = now () + (progress->on_terminal ? 0.2 : 30.0);
  return TRUE;
}

double
cli_progress_elapsed (const CliProgress *progress)
{
  return now () - progress->began;
}

void
cli_progress_show (CliProgress *progress, const char *text)
{
  /* "\033[K" clears the rest of a longer line. */
  if (progress->on_terminal)
    g_printerr ("\r%s\033[K", text);
  else
    g_printerr ("%s\n", text);
  progress->line_is_open = progress->on_terminal;
}

void
cli_progress_clear (CliProgress *progress)
{
  if (progress->line_is_open)
    g_printerr ("\r\033[K");
  progress->line_is_open = FALSE;
}
