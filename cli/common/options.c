/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common part of every command's option parsing. */
#include "command.h"

#include <glib/gi18n.h>

gboolean
cli_parse_options (int argc, char **argv, const GOptionEntry *entries, const char *parameters,
                   const char *summary, const char *description, char ***rest)
{
  g_autofree char *command = g_strdup (argv[0]);
  g_autofree char *program = g_strconcat ("ncsn ", command, NULL);
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_set_prgname (program); /* for the usage line of --help */

  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  const gboolean parsed = g_option_context_parse_strv (context, &arguments, &error);
  if (!parsed) {
    cli_usage (command, "%s", error->message);
    return FALSE;
  }

  const guint n_left = g_strv_length (arguments) - 1;
  if (rest == NULL && n_left > 0) {
    cli_usage (command, _ ("“%s” is not understood"), arguments[1]);
    return FALSE;
  }
  if (rest != NULL)
    *rest = g_strdupv (arguments + 1);
  return TRUE;
}
