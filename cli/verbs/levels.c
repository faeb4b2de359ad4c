/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn levels: chooses the noise levels with which a model draws in few evaluations, and writes the
 * model with them. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "cli/common/task.h"
#include "cli/common/values.h"

typedef struct {
  char *output, *levels;
  guint lengths[NCSN_MAX_CHOSEN], n_lengths;
  CliTaskOptions task;
} LevelsOptions;

static void
levels_options_clear (LevelsOptions *o)
{
  g_free (o->output);
  g_free (o->levels);
  cli_task_options_clear (&o->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LevelsOptions, levels_options_clear)

static gboolean
parse_command_line (int argc, char **argv, LevelsOptions *o)
{
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &o->task.model,
       N_ ("Name of an installed model, or path of a model file"), N_ ("MODEL")},
      {"levels", 0, 0, G_OPTION_ARG_STRING, &o->levels,
       N_ ("Numbers of noise levels, separated by commas (8,12)"), N_ ("LIST")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("Model file to write; it may be the model's own"), N_ ("FILE")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->task.seed,
       N_ ("Seed of the pictures that are drawn for this (0)"), N_ ("N")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->task.threads,
       N_ ("Threads to use (as many as there are processors); the result does not depend on it"),
       N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL,
      _ ("Chooses the noise levels with which a model draws in few evaluations."),
      _ ("Draws 32 pictures in small steps, and takes those levels at which few large steps stay\n"
         "nearest to them (Chen et al. 2024). The samplers ode, ipndm and dpm then use the chosen\n"
         "levels whenever they have as many and --rho is not given. The weights stay the same.\n\n"
         "Example:\n"
         "  ncsn levels --model ./mine.safetensors --levels 5,8 --output quick.safetensors\n"),
      NULL);
}

static gboolean
check_options (LevelsOptions *o, GError **error)
{
  return cli_require ("output", o->output, error) && cli_check_model_name (o->output, error) &&
         cli_parse_list (o->levels != NULL ? o->levels : "8,12", o->lengths,
                         G_N_ELEMENTS (o->lengths), &o->n_lengths, error);
}

static gboolean
choose (const LevelsOptions *o, GError **error)
{
  g_auto (CliTask) task = {0};
  NcsnSchedule schedule;
  if (!cli_check_output (o->output, error) || !cli_task_init (&task, "levels", &o->task, error) ||
      !cli_task_begin (&task, &o->task, 0, 0, 0, error) ||
      !ncsn_choose_levels (task.model, task.threads, o->lengths, o->n_lengths, &task.options,
                           &schedule, error))
    return FALSE;
  ncsn_model_set_schedule (task.model, &schedule);
  return ncsn_model_save (task.model, o->output, error);
}

int
cli_levels (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (LevelsOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return choose (&options, &error) ? CLI_OK : cli_fail (error);
}
