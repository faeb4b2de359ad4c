/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads data sets for commands. */
#include "data.h"

#include <glib/gi18n.h>

#include "command.h"
#include "interrupt.h"
#include "progress.h"

static void
warn_of_file (const char *sentence, gpointer data)
{
  cli_progress_clear (data);
  cli_say ("%s", sentence);
}

static void
show_progress (guint done, guint total, gpointer data)
{
  if (!cli_progress_is_due (data))
    return;
  g_autofree char *text = g_strdup_printf (_ ("Reading pictures: %u of %u files"), done, total);
  cli_progress_show (data, text);
}

NcsnDataset *
cli_load_data (const char *path, NcsnDatasetOptions options, NcsnImageLoader *loader,
               GError **error)
{
  g_autoptr (CliInterrupt) interrupt = cli_interrupt_new ();
  g_autoptr (CliProgress) progress = cli_progress_new ();
  options.loader = loader;
  options.warning = warn_of_file;
  options.warning_data = progress;
  options.progress = show_progress;
  options.progress_data = progress;
  options.cancellable = cli_interrupt_cancellable (interrupt);
  return ncsn_dataset_load (path, &options, error);
}
