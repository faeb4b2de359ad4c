/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads options from a key file and writes them to one, by the table of options. */
#include "option-file.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

static const CliOption *
find_option (const CliOption *options, const char *name)
{
  for (; options->name != NULL; options++)
    if (g_str_equal (options->name, name))
      return options;
  return NULL;
}

/* Whether the option or its opposite was given. */
static gboolean
is_given (const CliOption *options, const CliOption *option)
{
  g_autofree char *negated = g_strconcat ("no-", option->name, NULL);
  const CliOption *opposite = g_str_has_prefix (option->name, "no-")
                                  ? find_option (options, option->name + 3)
                                  : find_option (options, negated);
  return cli_option_given (option) || (opposite != NULL && cli_option_given (opposite));
}

static gboolean
read_key (GKeyFile *file, const char *group, const CliOption *option, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *text = NULL;
  if (option->kind == CLI_KIND_FLAG)
    *option->given = g_key_file_get_boolean (file, group, option->name, &wrong);
  else
    text = g_key_file_get_string (file, group, option->name, &wrong);
  if (wrong != NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("The value of “%s” is invalid: %s"),
                 option->name, wrong->message);
  return wrong == NULL && (text == NULL || cli_option_parse (option, text, error));
}

gboolean
cli_option_file_read (GKeyFile *file, const char *group, const CliOption *options,
                      const char *const *only, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, error);
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    const CliOption *option = find_option (options, *key);
    if (only != NULL && !g_strv_contains (only, *key))
      continue;
    if (option == NULL) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("“%s” is not an option"), *key);
      return FALSE;
    }
    if (!is_given (options, option) && !read_key (file, group, option, error))
      return FALSE;
  }
  return keys != NULL;
}

void
cli_option_file_write (GKeyFile *file, const char *group, const CliOption *options,
                       const char *const *except)
{
  g_autoptr (GHashTable) written = g_hash_table_new (NULL, NULL); /* some options have two names */
  for (const CliOption *option = options; option->name != NULL; option++) {
    if (!cli_option_given (option) || g_strv_contains (except, option->name) ||
        !g_hash_table_add (written, option->text))
      continue;
    if (option->kind == CLI_KIND_FLAG) {
      g_key_file_set_boolean (file, group, option->name, TRUE);
    } else {
      g_autofree char *text = cli_option_format (option);
      g_key_file_set_string (file, group, option->name, text);
    }
  }
}
