/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads data sets with progress and warnings on stderr, and parses the options about them. */
#include "data.h"

#include <glib/gi18n.h>

#include "command.h"
#include "interrupt.h"
#include "progress.h"
#include "values.h"

#define MIN_SCALE 0.01
#define MAX_SCALE 16.0
#define MAX_HOLD_OUT 0.5

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
  NcsnDataset *dataset = ncsn_dataset_load (path, &options, error);
  cli_progress_clear (progress);
  return dataset;
}

gboolean
cli_parse_scale (const char *text, double *min, double *max, GError **error)
{
  if (text == NULL)
    return TRUE;
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);
  const gboolean range = g_strv_length (ends) == 2;
  if (!cli_parse_double ("scale", ends[0], min, error) ||
      !cli_parse_double ("scale", ends[range ? 1 : 0], max, error))
    return FALSE;
  if (*min >= MIN_SCALE && *min <= *max && *max <= MAX_SCALE)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--scale must be a number or a range MIN..MAX within %g and %g, not “%s”"),
               MIN_SCALE, MAX_SCALE, text);
  return FALSE;
}

gboolean
cli_parse_hold_out (const char *text, double *share, GError **error)
{
  if (!cli_parse_double ("hold-out", text, share, error))
    return FALSE;
  if (text == NULL || (*share >= 0 && *share <= MAX_HOLD_OUT))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--hold-out must be from 0 to %g, not %g"), MAX_HOLD_OUT, *share);
  return FALSE;
}
