/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn: trains score models, draws pictures with them and fills holes in pictures. This file
 * prepares the process, finds the command and runs it. */
#include "cli/common/command.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/print.h"
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

int
main (int argc, char **argv)
{
  ncsn_streams_open ();
  cli_print_begin ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
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
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return run_command (&commands[i], argc - 1, argv + 1);

  cli_say (_ ("“%s” is not a command; “ncsn --help” lists them"), argv[1]);
  return CLI_USAGE;
}
