/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option parser that all commands share, and what they print on stderr. */
#include "command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "complete.h"
#include "describe.h"

/* Process 0 reports an error common to all processes, then terminates them. The others wait this
 * long before they report. */
#define REPORT_DELAY G_USEC_PER_SEC

static guint process;

void
cli_report_as (guint number)
{
  process = number;
}

static const char *const full_stops[] = {".", "。", NULL};

static gboolean
has_ended (const char *sentence)
{
  static const char *const others[] = {"!", "?", "！", "？", NULL};
  gboolean ended = FALSE;
  for (const char *const *mark = full_stops; *mark != NULL; mark++)
    ended |= g_str_has_suffix (sentence, *mark);
  for (const char *const *mark = others; *mark != NULL; mark++)
    ended |= g_str_has_suffix (sentence, *mark);
  return ended;
}

/* Adds the full stop that some messages lack. */
static void
say_sentence (const char *sentence)
{
  g_autofree char *clean = ncsn_text_clean (sentence, "");
  g_autofree char *who =
      process == 0 ? g_strdup ("ncsn")
                   : g_strdup_printf (_ ("ncsn, process %u on %s"), process, g_get_host_name ());
  g_printerr ("%s: %s%s\n", who, clean, has_ended (clean) ? "" : ".");
}

void
cli_note (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *clean = ncsn_text_clean (line, "");
  if (process == 0)
    g_printerr ("%s\n", clean);
}

void
cli_say (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (process == 0)
    say_sentence (sentence);
}

/* Must not allocate memory. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  static const char sentence[] = "ncsn: The system provides no more memory or threads; end other "
                                 "programs, or raise the limits "
                                 "of this one.\n";
  if ((level & G_LOG_LEVEL_ERROR) == 0)
    return g_log_writer_default (level, fields, n_fields, data);
  (void)!write (STDERR_FILENO, sentence, sizeof sentence - 1);
  _exit (CLI_FAILED);
}

void
cli_report_fatal (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}

int
cli_fail (const GError *error)
{
  if (process != 0)
    g_usleep (REPORT_DELAY);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    cli_say (_ ("Interrupted"));
    return CLI_INTERRUPTED;
  }
  say_sentence (error->message);
  return CLI_FAILED;
}

int
cli_usage (const char *command, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  for (const char *const *mark = full_stops; *mark != NULL; mark++)
    if (g_str_has_suffix (sentence, *mark)) /* the sentence continues below */
      sentence[strlen (sentence) - strlen (*mark)] = '\0';
  cli_say (g_str_has_suffix (sentence, "?") ? _ ("%s See “ncsn %s --help”")
                                            : _ ("%s; see “ncsn %s --help”"),
           sentence, command);
  return CLI_USAGE;
}

/* The first long option of the command line that the command does not know, as typed, or NULL. Free
 * with g_free (). */
static char *
find_unknown (const GOptionEntry *entries, char **argv)
{
  for (char **word = argv + 1; *word != NULL && !g_str_equal (*word, "--"); word++) {
    g_auto (GStrv) parts = g_strsplit (*word, "=", 2);
    if (g_str_has_prefix (*word, "--") && cli_find_option (entries, parts[0]) == NULL)
      return g_strdup (parts[0]);
  }
  return NULL;
}

/* What an unknown option was probably meant to be, as a sentence or "" (transfer full). */
static char *
suggest_option (const GOptionEntry *entries, char **argv)
{
  g_autofree char *unknown = find_unknown (entries, argv);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (64, g_free, TRUE);
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    g_ptr_array_add (names, g_strconcat ("--", entry->long_name, NULL));
  return ncsn_did_you_mean (unknown != NULL ? unknown : "", (const char *const *)names->pdata);
}

static void
report_options (const char *command, const GOptionEntry *entries, char **argv, const GError *error)
{
  if (!g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)) {
    cli_usage (command, "%s", error->message);
    return;
  }
  g_autofree char *meant = suggest_option (entries, argv);
  cli_usage (command, "%s.%s", error->message, meant);
}

/* Answers what programs ask instead of parsing (describe.h, complete.h). FALSE: they ask nothing.
 */
static gboolean
answer_programs (char **argv, const GOptionEntry *entries, const char *parameters,
                 const char *summary, const char *description)
{
  if (g_strcmp0 (argv[1], CLI_DESCRIBE) == 0)
    cli_describe (entries, parameters, summary, description);
  else if (g_strcmp0 (argv[1], CLI_COMPLETE) == 0)
    cli_complete (entries, parameters, (const char *const *)argv + 2);
  else
    return FALSE;
  return TRUE;
}

gboolean
cli_parse_options (int argc, char **argv, const GOptionEntry *entries, const char *parameters,
                   const char *summary, const char *description, char ***rest)
{
  if (answer_programs (argv, entries, parameters, summary, description))
    exit (CLI_OK);
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
    report_options (command, entries, argv, error);
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
