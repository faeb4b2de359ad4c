/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safetensors files made by hand, and what every refusal of one must look like. */
#pragma once

#include <string.h>
#include <glib.h>
#include "ncsn/error.h"

/* Length, header, data: nothing is checked, because most tests want it wrong. Transfer full. */
static inline GByteArray *
container_new (const char *header, gconstpointer data, gsize size)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (strlen (header));
  g_byte_array_append (file, (const guint8 *)&length, sizeof length);
  g_byte_array_append (file, (const guint8 *)header, (guint)strlen (header));
  g_byte_array_append (file, data, (guint)size);
  return file;
}

/* `text` with the first `from` replaced, which must be there. Transfer full. */
static inline char *
replace_once (const char *text, const char *from, const char *to)
{
  const char *place = strstr (text, from);
  if (place == NULL)
    g_error ("“%s” does not occur in %s", from, text);
  g_autofree char *before = g_strndup (text, (gsize)(place - text));
  return g_strconcat (before, to, place + strlen (from), NULL);
}

/* `count` times `text`. Transfer full. */
static inline char *
repeat (const char *text, guint count)
{
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < count; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

/* One sentence of ours that says `fragment`. Only those that a test asks for by name are logged. */
static inline void
assert_sentence (const GError *error, const char *fragment)
{
  g_assert_nonnull (error);
  if (*fragment != '\0')
    g_test_message ("%s", error->message);
  if (error->domain != NCSN_ERROR || strstr (error->message, fragment) == NULL)
    g_error ("expected “%s”, got “%s”", fragment, error->message);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 500);
}
