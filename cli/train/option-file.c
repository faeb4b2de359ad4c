/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads options from a key file and writes them to one, by the table of options. */
#include "option-file.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

static const GOptionEntry *
find_entry (const GOptionEntry *entries, const char *name)
{
  for (; entries->long_name != NULL; entries++)
    if (g_str_equal (entries->long_name, name))
      return entries;
  return NULL;
}

static gboolean
has_value (const GOptionEntry *entry)
{
  return entry->arg == G_OPTION_ARG_NONE ? *(gboolean *)entry->arg_data
                                         : *(char **)entry->arg_data != NULL;
}

/* Whether the option or its opposite was given. */
static gboolean
is_given (const GOptionEntry *entries, const GOptionEntry *entry)
{
  g_autofree char *negated = g_strconcat ("no-", entry->long_name, NULL);
  const GOptionEntry *opposite = g_str_has_prefix (entry->long_name, "no-")
                                     ? find_entry (entries, entry->long_name + 3)
                                     : find_entry (entries, negated);
  return has_value (entry) || (opposite != NULL && has_value (opposite));
}

static gboolean
read_key (GKeyFile *file, const char *group, const GOptionEntry *entry, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  if (entry->arg == G_OPTION_ARG_NONE)
    *(gboolean *)entry->arg_data = g_key_file_get_boolean (file, group, entry->long_name, &wrong);
  else
    *(char **)entry->arg_data = g_key_file_get_string (file, group, entry->long_name, &wrong);
  if (wrong != NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("The value of “%s” is invalid: %s"),
                 entry->long_name, wrong->message);
  return wrong == NULL;
}

gboolean
cli_option_file_read (GKeyFile *file, const char *group, const GOptionEntry *entries,
                      const char *const *only, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, error);
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    const GOptionEntry *entry = find_entry (entries, *key);
    if (only != NULL && !g_strv_contains (only, *key))
      continue;
    if (entry == NULL) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("“%s” is not an option"), *key);
      return FALSE;
    }
    if (!is_given (entries, entry) && !read_key (file, group, entry, error))
      return FALSE;
  }
  return keys != NULL;
}

void
cli_option_file_write (GKeyFile *file, const char *group, const GOptionEntry *entries,
                       const char *const *except)
{
  g_autoptr (GHashTable) written = g_hash_table_new (NULL, NULL); /* some options have two names */
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++) {
    if (!has_value (entry) || g_strv_contains (except, entry->long_name) ||
        !g_hash_table_add (written, entry->arg_data))
      continue;
    if (entry->arg == G_OPTION_ARG_NONE)
      g_key_file_set_boolean (file, group, entry->long_name, TRUE);
    else
      g_key_file_set_string (file, group, entry->long_name, *(char **)entry->arg_data);
  }
}
