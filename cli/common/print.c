/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints results, and checks at exit that they were written. */
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "command.h"

/* Runs at exit, also after --help. */
static void
check_output (void)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return;
  cli_say (_ ("The output could not be written completely: it is closed, or its disk is full"));
  _exit (CLI_FAILED);
}

void
cli_print_begin (void)
{
  atexit (check_output);
}

/* Outside of strings, JSON has no such characters except newlines. */
static char *
escape (const char *json)
{
  GString *text = g_string_new (NULL);
  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    if (c != '\n' && ncsn_text_is_unsafe (c))
      g_string_append_printf (text, "\\u%04x", c);
    else
      g_string_append_unichar (text, c);
  }
  return g_string_free (text, FALSE);
}

void
cli_print_json (JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (root, object);
  g_autofree char *json = json_to_string (root, TRUE);
  g_autofree char *text = escape (json);
  g_print ("%s\n", text);
}
