/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON that may be hostile: checks the text before json-glib parses it, and the kind and
 * range of every member. */
#include "model/json.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "ncsn/error.h"

#define MAX_DEPTH 8
#define PRINTABLE_LENGTH 60

char *
ncsn_json_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);
  const char *p = valid;
  for (guint i = 0; i < PRINTABLE_LENGTH && *p != '\0'; i++, p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    g_string_append_unichar (line, g_unichar_isprint (c) ? c : '?');
  }
  if (*p != '\0')
    g_string_append (line, "…");
  return g_string_free (line, FALSE);
}

/* Whether the backslash at `text`, with `left` bytes to the end, begins a valid JSON escape.
 * json-glib also accepts octal escapes, which can make invalid UTF-8, and \u0000, which can make
 * two different names equal. */
static gboolean
is_escape (const char *text, gsize left)
{
  if (left < 2)
    return FALSE;
  if (text[1] != 'u')
    return strchr ("\"\\/bfnrt", text[1]) != NULL;
  if (left < 6 || strncmp (text + 2, "0000", 4) == 0)
    return FALSE;
  for (guint i = 2; i < 6; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  return TRUE;
}

/* The length of the string that begins with the quotation mark at `text`, including both marks; 0
 * if it has no end or is not valid. */
static gsize
string_length (const char *text, gsize left)
{
  for (gsize i = 1; i < left; i++) {
    if (text[i] == '"')
      return i + 1;
    if ((guchar)text[i] < 0x20)
      return 0;
    if (text[i] == '\\') {
      if (!is_escape (text + i, left - i))
        return 0;
      i++;
    }
  }
  return 0;
}

/* FALSE with the sentence as error. */
static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (NCSN_ERROR, NCSN_ERROR_FORMAT, format, arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
refuse_text (const char *owner, GError **error)
{
  return refuse (error, _ ("%s is not valid JSON."), owner);
}

/* Whether the text may be passed to json-glib. */
static gboolean
check_text (const char *text, gsize length, guint max_values, const char *owner, GError **error)
{
  guint depth = 0, commas = 0;
  gboolean ended = FALSE;

  if (!g_utf8_validate_len (text, length, NULL))
    return refuse (error, _ ("%s is not valid UTF-8 text."), owner);
  for (gsize i = 0; i < length; i++) {
    char c = text[i];
    if (strchr (" \t\r\n", c) != NULL)
      continue;
    if (ended)
      return refuse_text (owner, error);
    if (c == '{' || c == '[') {
      if (++depth > MAX_DEPTH)
        return refuse (error, _ ("%s is JSON nested too deeply."), owner);
    } else if (depth == 0) {
      return refuse_text (owner, error);
    } else if (c == '}' || c == ']') {
      ended = --depth == 0;
    } else if (c == '"') {
      gsize skip = string_length (text + i, length - i);
      if (skip == 0)
        return refuse_text (owner, error);
      i += skip - 1;
    } else if (c == ',') {
      if (++commas > max_values)
        return refuse (error, _ ("%s has too many entries."), owner);
    } else if (strchr (":+-.0123456789eEtrufalsn", c) == NULL) {
      return refuse_text (owner, error);
    }
  }
  return ended || refuse_text (owner, error);
}

typedef struct {
  guint64 read, kept;
} MemberCount;

static void
count_member (JsonParser *parser, JsonObject *object, const char *name, gpointer data)
{
  ((MemberCount *)data)->read++;
}

static void
count_object (JsonParser *parser, JsonObject *object, gpointer data)
{
  ((MemberCount *)data)->kept += json_object_get_size (object);
}

JsonNode *
ncsn_json_parse (const char *text, gsize length, guint max_values, const char *owner,
                 GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  MemberCount members = {0, 0};

  if (!check_text (text, length, max_values, owner, error))
    return NULL;
  /* json-glib silently replaces a member by a later one of the same name: it then keeps fewer
   * members than it has read. */
  g_signal_connect (parser, "object-member", G_CALLBACK (count_member), &members);
  g_signal_connect (parser, "object-end", G_CALLBACK (count_object), &members);
  if (!json_parser_load_from_data (parser, text, (gssize)length, NULL)) {
    refuse_text (owner, error);
    return NULL;
  }
  if (members.read != members.kept) {
    refuse (error, _ ("%s has two entries of the same name."), owner);
    return NULL;
  }
  return json_parser_steal_root (parser);
}

JsonObject *
ncsn_json_root_object (JsonNode *root, const char *owner, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    refuse (error, _ ("%s is not a JSON object."), owner);
    return NULL;
  }
  return json_node_get_object (root);
}

static JsonNode *
take (JsonObject *object, const char *name, const char *owner, GError **error)
{
  JsonNode *node = json_object_dup_member (object, name);
  if (node == NULL)
    refuse (error, _ ("%s has no “%s”."), owner, name);
  else
    json_object_remove_member (object, name);
  return node;
}

/* json-glib turns integers of more than 63 bits into G_MAXINT64, and the cast turns negative ones
 * into larger numbers. Both are above max. */
static gboolean
get_integer (JsonNode *node, guint64 max, guint64 *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = (guint64)json_node_get_int (node);
  return *value <= max;
}

static gboolean
get_integers (JsonNode *node, guint64 max, guint64 *values, guint max_count, guint *count)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array == NULL || json_array_get_length (array) > max_count)
    return FALSE;
  *count = json_array_get_length (array);
  for (guint i = 0; i < *count; i++)
    if (!get_integer (json_array_get_element (array, i), max, &values[i]))
      return FALSE;
  return TRUE;
}

gboolean
ncsn_json_take_integer (JsonObject *object, const char *name, guint64 max, guint64 *value,
                        const char *owner, GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return FALSE;
  if (get_integer (node, max, value))
    return TRUE;
  return refuse (error, _ ("%s has a “%s” that is not a whole number from 0 to %" PRIu64 "."),
                 owner, name, max);
}

gboolean
ncsn_json_take_integers (JsonObject *object, const char *name, guint64 max, guint64 *values,
                         guint max_count, guint *count, const char *owner, GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return FALSE;
  return get_integers (node, max, values, max_count, count) ||
         refuse (
             error,
             g_dngettext (
                 GETTEXT_PACKAGE,
                 "%s has a “%s” that is not a list of at most %u whole number, none above %" PRIu64
                 ".",
                 "%s has a “%s” that is not a list of at most %u whole numbers, none above %" PRIu64
                 ".",
                 max_count),
             owner, name, max_count, max);
}

/* Sets *value to NAN if the node is no number. */
static gboolean
get_number (JsonNode *node, double *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  *value = type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : NAN;
  return isfinite (*value) != 0;
}

gboolean
ncsn_json_take_number (JsonObject *object, const char *name, double *value, const char *owner,
                       GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return FALSE;
  return get_number (node, value) ||
         refuse (error, _ ("%s has a “%s” that is not a number."), owner, name);
}

JsonArray *
ncsn_json_take_array (JsonObject *object, const char *name, guint max_count, const char *owner,
                      GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node) &&
      json_array_get_length (json_node_get_array (node)) <= max_count)
    return json_node_dup_array (node);
  refuse (error,
          g_dngettext (GETTEXT_PACKAGE, "%s has a “%s” that is not a list of at most %u entry.",
                       "%s has a “%s” that is not a list of at most %u entries.", max_count),
          owner, name, max_count);
  return NULL;
}

gboolean
ncsn_json_get_numbers (JsonNode *node, const char *name, double *values, guint max_count,
                       guint *count, const char *owner, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean valid = array != NULL && json_array_get_length (array) <= max_count;

  *count = valid ? json_array_get_length (array) : 0;
  for (guint i = 0; i < *count; i++)
    valid = valid && get_number (json_array_get_element (array, i), &values[i]);
  return valid ||
         refuse (error,
                 g_dngettext (GETTEXT_PACKAGE,
                              "%s has a “%s” that is not made of lists of at most %u number.",
                              "%s has a “%s” that is not made of lists of at most %u numbers.",
                              max_count),
                 owner, name, max_count);
}

gboolean
ncsn_json_take_boolean (JsonObject *object, const char *name, gboolean *value, const char *owner,
                        GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (error, _ ("%s has a “%s” that is not true or false."), owner, name);
  *value = json_node_get_boolean (node);
  return TRUE;
}

char *
ncsn_json_take_string (JsonObject *object, const char *name, const char *owner, GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING) {
    refuse (error, _ ("%s has a “%s” that is not a text."), owner, name);
    return NULL;
  }
  return json_node_dup_string (node);
}

JsonObject *
ncsn_json_take_object (JsonObject *object, const char *name, const char *owner, GError **error)
{
  g_autoptr (JsonNode) node = take (object, name, owner, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    refuse (error, _ ("%s has a “%s” that is not an object."), owner, name);
    return NULL;
  }
  return json_node_dup_object (node);
}

gboolean
ncsn_json_check_empty (JsonObject *object, const char *owner, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);
  if (names == NULL)
    return TRUE;
  g_autofree char *name = ncsn_json_printable (names->data);
  return refuse (error, _ ("%s has an entry “%s” that this version does not know."), owner, name);
}
