/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what may follow on a command line from the table of options. What a value can be follows
 * from its placeholder: a list such as “adam|muon” has all values, MODEL, CLASS and RULE are
 * looked up. */
#include "complete.h"

#include <string.h>

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#include "image/model-finder.h"

void
cli_complete_begin (gboolean files)
{
  g_print ("%s\n", files ? "files" : "words");
}

void
cli_complete_offer (const char *typed, const char *lead, const char *word, const char *meaning)
{
  if (!g_str_has_prefix (word, typed))
    return;
  g_autofree char *line = g_strconcat (lead, word, NULL);
  g_autofree char *clean = ncsn_text_clean (line, "");
  g_print ("%s\t%s\n", clean, meaning != NULL ? meaning : "");
}

const GOptionEntry *
cli_find_option (const GOptionEntry *entries, const char *name)
{
  const gboolean is_long = g_str_has_prefix (name, "--");
  for (; entries->long_name != NULL; entries++)
    if (is_long ? g_str_equal (name + 2, entries->long_name)
                : strlen (name) == 2 && name[0] == '-' && name[1] == entries->short_name)
      return entries;
  return NULL;
}

/* The text given for an option in the words, or NULL. */
static const char *
find_value (const GOptionEntry *entries, const char *const *words, const char *name)
{
  for (; words[0] != NULL && words[1] != NULL; words++) {
    const GOptionEntry *entry = cli_find_option (entries, words[0]);
    if (entry != NULL && g_str_equal (entry->long_name, name))
      return words[1];
  }
  return NULL;
}

static void
offer_models (const char *typed, const char *lead)
{
  g_autoptr (GPtrArray) paths = ncsn_model_finder_list ();
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = ncsn_model_finder_name (paths->pdata[i]);
    cli_complete_offer (typed, lead, name, NULL);
  }
}

static void
offer_classes (const char *typed, const char *lead, const char *model_name)
{
  g_autofree char *path = model_name != NULL ? ncsn_model_finder_find (model_name, NULL) : NULL;
  g_autoptr (NcsnModel) model = path != NULL ? ncsn_model_load (path, NULL) : NULL;
  for (guint i = 0; model != NULL && i < ncsn_model_config (model)->n_classes; i++) {
    const char *name = ncsn_model_class_name (model, i);
    if (name != NULL)
      cli_complete_offer (typed, lead, name, NULL);
  }
}

static void
offer_rules (const char *typed, const char *lead)
{
  for (NcsnRule rule = 0; rule < NCSN_N_RULES; rule++)
    cli_complete_offer (typed, lead, ncsn_rule_info (rule)->name,
                        _ (ncsn_rule_info (rule)->summary));
}

/* Offers the values that this placeholder stands for. */
static void
offer_values (const char *symbol, const char *typed, const char *lead, const char *model)
{
  if (symbol == NULL)
    return;
  if (g_str_equal (symbol, "MODEL"))
    offer_models (typed, lead);
  else if (g_str_equal (symbol, "CLASS"))
    offer_classes (typed, lead, model);
  else if (g_str_equal (symbol, "RULE"))
    offer_rules (typed, lead);
  else if (strchr (symbol, '|') != NULL && g_ascii_islower (*symbol)) {
    g_auto (GStrv) names = g_strsplit (symbol, "|", -1);
    for (char **name = names; *name != NULL; name++)
      cli_complete_offer (typed, lead, *name, NULL);
  }
}

static void
offer_options (const GOptionEntry *entries, const char *typed)
{
  for (; entries->long_name != NULL; entries++)
    cli_complete_offer (typed, "--", entries->long_name, _ (entries->description));
  cli_complete_offer (typed, "--", "help", _ ("Show help options"));
}

void
cli_complete (const GOptionEntry *entries, const char *parameters, const char *const *words)
{
  const guint n = g_strv_length ((char **)words);
  const char *typed = n > 0 ? words[n - 1] : "";
  const char *model = find_value (entries, words, "model");
  g_auto (GStrv) parts = g_strsplit (typed, "=", 2);
  const GOptionEntry *option = NULL;
  g_autofree char *lead = g_strdup ("");

  if (g_str_has_prefix (typed, "--") && parts[1] != NULL) { /* --option=value */
    option = cli_find_option (entries, parts[0]);
    g_free (lead);
    lead = g_strconcat (parts[0], "=", NULL);
    typed = parts[1];
  } else if (n > 1) {
    option = cli_find_option (entries, words[n - 2]);
  }
  if (option != NULL && option->arg != G_OPTION_ARG_NONE) {
    cli_complete_begin (option->arg == G_OPTION_ARG_FILENAME);
    offer_values (option->arg_description, typed, lead, model);
    return;
  }
  cli_complete_begin (parameters != NULL && *typed != '-');
  if (g_str_has_prefix (typed, "--"))
    offer_options (entries, typed + 2);
  else if (*typed == '\0' || g_str_equal (typed, "-"))
    offer_options (entries, "");
  if (*typed != '-')
    offer_values (parameters, typed, "", model);
}
