/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a table of options into JSON. */
#include "describe.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static JsonObject *
describe_option (const GOptionEntry *entry)
{
  const char letter[] = {entry->short_name, '\0'};
  JsonObject *option = json_object_new ();
  json_object_set_string_member (option, "name", entry->long_name);
  json_object_set_string_member (option, "letter", letter);
  json_object_set_string_member (option, "help", _ (entry->description));
  json_object_set_string_member (option, "value",
                                 entry->arg_description != NULL ? _ (entry->arg_description) : "");
  return option;
}

void
cli_describe (const GOptionEntry *entries, const char *parameters, const char *summary,
              const char *description)
{
  JsonObject *command = json_object_new ();
  JsonArray *options = json_array_new ();
  for (; entries->long_name != NULL; entries++)
    json_array_add_object_element (options, describe_option (entries));
  json_object_set_string_member (command, "parameters", parameters != NULL ? parameters : "");
  json_object_set_string_member (command, "summary", summary);
  json_object_set_string_member (command, "description", description != NULL ? description : "");
  json_object_set_array_member (command, "options", options);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), command);
  json_object_unref (command);
  g_autofree char *text = json_to_string (node, TRUE);
  g_print ("%s\n", text);
}
