/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn interpolate: draws a row of pictures from that of one seed to that of another. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "cli/common/task.h"
#include "cli/common/values.h"

#define TASK "interpolate"
#define DEFAULT_COUNT 8

typedef struct {
  char *output, *to_text, *count_text;
  guint64 to;
  guint count;
  CliTaskOptions task;
} InterpolateOptions;

static void
interpolate_options_clear (InterpolateOptions *o)
{
  g_free (o->output);
  g_free (o->to_text);
  g_free (o->count_text);
  cli_task_options_clear (&o->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InterpolateOptions, interpolate_options_clear)

static gboolean
parse_command_line (int argc, char **argv, InterpolateOptions *o)
{
  const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &o->to_text,
                                   N_ ("Seed of the last picture; that of the first is --seed"),
                                   N_ ("N")},
                                  {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count_text,
                                   N_ ("Number of pictures, including both ends (8)"), N_ ("N")},
                                  {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
                                   N_ ("PNG file for the row of pictures"), N_ ("FILE")},
                                  CLI_TASK_ENTRIES (o->task),
                                  CLI_CHAIN_ENTRIES (o->task),
                                  G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_DRAW);
  g_autofree char *description = g_strconcat (
      _ ("Each picture mixes the noise of both seeds in another proportion.\n\n"
         "Example:\n"
         "  ncsn interpolate --model digits --class 8 --seed 1 --to 2 --output row.png\n\n"),
      samplers, NULL);
  return cli_parse_options (argc, argv, entries, NULL,
                            _ ("Draws a row of pictures from one seed to another."), description,
                            NULL);
}

static gboolean
check_options (InterpolateOptions *o, GError **error)
{
  o->count = DEFAULT_COUNT;
  if (!cli_task_options_recall (&o->task, error))
    return FALSE;
  cli_task_options_recall_text (&o->task, "to", &o->to_text);
  cli_task_options_recall_text (&o->task, "count", &o->count_text);
  return cli_require ("to", o->to_text, error) && cli_require ("output", o->output, error) &&
         cli_parse_seed ("to", o->to_text, &o->to, error) &&
         cli_parse_uint ("count", o->count_text, 2, NCSN_TASK_BATCH, &o->count, error);
}

static gboolean
interpolate (const InterpolateOptions *o, GError **error)
{
  g_auto (CliTask) task = {0};
  if (!cli_check_png_output (o->output, error) || !cli_task_init (&task, TASK, &o->task, error))
    return FALSE;
  const NcsnModelConfig *config = ncsn_model_config (task.model);
  const gsize width = config->width, height = config->height;
  g_autofree float *pictures = g_try_new (float, o->count *width *height * config->channels);
  if (pictures == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 ngettext ("%u picture does not fit in memory; ask for fewer.",
                           "%u pictures do not fit in memory; ask for fewer.", o->count),
                 o->count);
    return FALSE;
  }
  if (!cli_task_begin (&task, &o->task, o->count * width, height, o->count, error) ||
      !ncsn_interpolate (task.model, task.threads, o->count, o->to, &task.options, pictures, error))
    return FALSE;

  g_autoptr (NcsnImage) row =
      ncsn_image_grid (pictures, o->count, height, width, config->channels, o->count, error);
  g_autoptr (GKeyFile) record = cli_task_record (&task);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "to", o->to);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "count", o->count);
  return row != NULL && cli_task_save (&task, row, record, o->output, error);
}

int
cli_interpolate (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (InterpolateOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return interpolate (&options, &error) ? CLI_OK : cli_fail (error);
}
