/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn: trains score models, draws pictures with them and fills holes in pictures. This file
 * prepares the process, finds the command and runs it. */
#include "cli/common/command.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/complete.h"
#include "cli/common/describe.h"
#include "cli/common/print.h"
#include "image/catalogues.h"
#include "image/streams.h"

typedef struct {
  const char *name;
  CliCommandFunc run;
  const char *summary;
} Command;

static const Command commands[] = {
    {"train", cli_train, N_ ("train a model on pictures")},
    {"sample", cli_sample, N_ ("draw new pictures with a model")},
    {"inpaint", cli_inpaint, N_ ("fill a part of a picture")},
    {"vary", cli_vary, N_ ("make new versions of a picture")},
    {"denoise", cli_denoise, N_ ("remove noise from a picture")},
    {"interpolate", cli_interpolate, N_ ("draw a row of pictures from one seed to another")},
    {"import", cli_import, N_ ("make a model from the authors' weights")},
    {"export", cli_export, N_ ("write a model's weights for the authors' code")},
    {"schedule", cli_schedule, N_ ("find the noise levels that suit pictures")},
    {"levels", cli_levels, N_ ("choose a model's noise levels for few evaluations")},
    {"evaluate", cli_evaluate, N_ ("measure how well a model fits pictures")},
    {"toy", cli_toy, N_ ("show score matching on two modes in the plane")},
    {"info", cli_info, N_ ("print everything about a model")},
};

static void
print_help (void)
{
  g_print (_ ("Usage: ncsn COMMAND [OPTION…]\n\n"
              "Learns from pictures and draws new ones, with a noise conditional score network.\n\n"
              "Commands:\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s%s\n", commands[i].name, _ (commands[i].summary));
  g_print (_ ("\nExamples:\n"
              "  ncsn sample --model digits --class 3 --output threes.png\n"
              "  ncsn inpaint --model digits --input seven.png --mask hole.png --output new.png\n"
              "  ncsn train --data FOLDER --size 32 --time 90m --output mine.safetensors\n"
              "  ncsn info digits\n\n"
              "“ncsn COMMAND --help” explains a command, “ncsn --version” prints the version.\n"));
}

static const Command *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (name, commands[i].name))
      return &commands[i];
  return NULL;
}

/* The names of all commands, ended by NULL. Free with g_free (). */
static const char **
list_names (void)
{
  const char **names = g_new0 (const char *, G_N_ELEMENTS (commands) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i].name;
  return names;
}

static int
run_command (const Command *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnImageLoader) loader = ncsn_image_loader_new (&error);
  if (loader == NULL)
    return cli_fail (error);
  cli_report_fatal ();
  return command->run (argc, argv, loader);
}

/* Prints the commands for the manual page (common/describe.h). */
static void
describe (void)
{
  JsonArray *list = json_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    JsonObject *command = json_object_new ();
    json_object_set_string_member (command, "name", commands[i].name);
    json_object_set_string_member (command, "summary", _ (commands[i].summary));
    json_array_add_object_element (list, command);
  }
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "version", VERSION);
  json_object_set_array_member (object, "commands", list);
  cli_print_json (object);
}

/* Prints what may follow on a command line (common/complete.h). `words` are those behind “ncsn”, up
 * to and including the one that is being typed. */
static int
complete (int n_words, char **words)
{
  if (n_words <= 1) {
    cli_complete_begin (FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
      cli_complete_offer (n_words == 1 ? words[0] : "", "", commands[i].name,
                          _ (commands[i].summary));
    return CLI_OK;
  }
  const Command *command = find_command (words[0]);
  if (command == NULL)
    return CLI_USAGE;
  g_autofree char **arguments = g_new0 (char *, (gsize)n_words + 2);
  arguments[0] = words[0];
  arguments[1] = (char *)CLI_COMPLETE;
  memcpy (arguments + 2, words + 1, (gsize)(n_words - 1) * sizeof *words);
  return run_command (command, n_words + 1, arguments);
}

int
main (int argc, char **argv)
{
  ncsn_streams_open ();
  cli_print_begin ();
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* what is printed can be given as an option, and read by programs */
  ncsn_catalogues_bind ();
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
      g_str_equal (argv[1], "help")) {
    print_help ();
    return argc < 2 ? CLI_USAGE : CLI_OK;
  }
  if (g_str_equal (argv[1], "--version")) {
    g_print ("ncsn %s\n", VERSION);
    return CLI_OK;
  }
  if (g_str_equal (argv[1], CLI_DESCRIBE)) {
    describe ();
    return CLI_OK;
  }
  if (g_str_equal (argv[1], CLI_COMPLETE))
    return complete (argc - 2, argv + 2);
  const Command *command = find_command (argv[1]);
  if (command != NULL)
    return run_command (command, argc - 1, argv + 1);
  g_autofree const char **names = list_names ();
  g_autofree char *meant = ncsn_did_you_mean (argv[1], names);
  cli_say (_ ("“%s” is not a command.%s “ncsn --help” lists them"), argv[1], meant);
  return CLI_USAGE;
}
