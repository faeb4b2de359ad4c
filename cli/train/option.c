/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses and formats the values of options by their kinds. */
#include "option.h"

#include "cli/common/command.h"
#include "cli/common/data.h"
#include "cli/common/schedule-options.h"

static gboolean
is_text (const CliOption *option)
{
  return option->kind == CLI_KIND_TEXT || option->kind == CLI_KIND_FILE_NAME;
}

gboolean
cli_option_given (const CliOption *option)
{
  return is_text (option) ? *option->text != NULL : *option->given;
}

static gboolean
parse_whole (const CliOption *option, const char *text, GError **error)
{
  guint whole = 0;
  const gboolean parsed =
      cli_parse_uint (option->name, text, option->min, option->max, &whole, error);
  option->number->value = whole;
  return parsed;
}

static gboolean
parse_choice (const CliOption *option, const char *text, GError **error)
{
  const int choice = cli_parse_choice_of (text, option->names, option->max, error);
  option->number->value = choice;
  return choice >= 0;
}

/* Parses a value other than a text or a flag. */
static gboolean
parse_value (const CliOption *option, const char *text, GError **error)
{
  CliList *list = option->list;
  switch (option->kind) {
  case CLI_KIND_WHOLE:
    return parse_whole (option, text, error);
  case CLI_KIND_SHARE:
    return cli_parse_hold_out (text, &option->number->value, error);
  case CLI_KIND_TIME:
    return cli_parse_seconds (text, &option->number->value, error);
  case CLI_KIND_CHOICE:
    return parse_choice (option, text, error);
  case CLI_KIND_SAMPLER:
    return cli_parse_sampler_number (option->sampler_number, text, option->number, error);
  case CLI_KIND_SIZE:
    return cli_parse_size (text, &option->size->width, &option->size->height, error);
  case CLI_KIND_SCALE:
    return cli_parse_scale (text, &option->scale->min, &option->scale->max, error);
  case CLI_KIND_INTERVAL:
    return cli_parse_interval (text, option->interval, error);
  case CLI_KIND_LIST:
    return cli_parse_list (text, list->numbers, G_N_ELEMENTS (list->numbers), &list->count, error);
  default:
    return cli_parse_double (option->name, text, &option->number->value, error);
  }
}

gboolean
cli_option_parse (const CliOption *option, const char *text, GError **error)
{
  if (is_text (option))
    *option->text = g_strdup (text);
  else
    *option->given = parse_value (option, text, error);
  return cli_option_given (option);
}

static char *
format_scale (const CliScale *scale)
{
  g_autofree char *min = cli_format_double (scale->min);
  g_autofree char *max = cli_format_double (scale->max);
  return g_strconcat (min, "..", max, NULL);
}

static char *
format_list (const CliList *list)
{
  GString *text = g_string_new (list->count == 0 ? "none" : NULL);
  for (guint i = 0; i < list->count; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", list->numbers[i]);
  return g_string_free (text, FALSE);
}

char *
cli_option_format (const CliOption *option)
{
  switch (option->kind) {
  case CLI_KIND_TEXT:
  case CLI_KIND_FILE_NAME:
    return g_strdup (*option->text);
  case CLI_KIND_TIME:
    return cli_format_time (option->number->value);
  case CLI_KIND_CHOICE:
    return g_strdup (option->names[(guint)option->number->value]);
  case CLI_KIND_SIZE:
    return g_strdup_printf ("%ux%u", option->size->width, option->size->height);
  case CLI_KIND_SCALE:
    return format_scale (option->scale);
  case CLI_KIND_INTERVAL:
    return option->interval->seconds > 0 ? cli_format_time (option->interval->seconds)
                                         : cli_format_double (option->interval->iterations);
  case CLI_KIND_LIST:
    return format_list (option->list);
  default:
    return option->number->automatic ? g_strdup ("auto")
                                     : cli_format_double (option->number->value);
  }
}

/* The entry that reads a flag, or the text of another value. */
static GOptionEntry
make_entry (CliOption *option)
{
  const gboolean flag = option->kind == CLI_KIND_FLAG;
  const GOptionArg arg = flag                                 ? G_OPTION_ARG_NONE
                         : option->kind == CLI_KIND_FILE_NAME ? G_OPTION_ARG_FILENAME
                                                              : G_OPTION_ARG_STRING;
  const char *symbol = option->kind == CLI_KIND_CHOICE
                           ? cli_choice_symbol (option->names, option->max)
                           : option->symbol;
  return (GOptionEntry){
      option->name, option->letter, 0, arg, flag ? (gpointer)option->given : &option->typed,
      option->help, symbol};
}

gboolean
cli_options_parse (CliOption *options, int argc, char **argv, const char *summary,
                   const char *description)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  g_autoptr (GError) error = NULL;
  for (CliOption *option = options; option->name != NULL; option++) {
    const GOptionEntry entry = make_entry (option);
    g_array_append_val (entries, entry);
  }
  const gboolean understood = cli_parse_options (argc, argv, (GOptionEntry *)entries->data, NULL,
                                                 summary, description, NULL);
  for (CliOption *option = options; option->name != NULL; option++) {
    g_autofree char *text = g_steal_pointer (&option->typed);
    if (understood && error == NULL && text != NULL)
      cli_option_parse (option, text, &error);
  }
  if (error != NULL)
    cli_usage (argv[0], "%s", error->message);
  return understood && error == NULL;
}

void
cli_options_clear (const CliOption *options)
{
  for (; options->name != NULL; options++)
    if (is_text (options))
      g_clear_pointer (options->text, g_free);
}
