/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes the characters from text that could do more than be displayed. */
#include "ncsn/text.h"

#include <string.h>

gboolean
ncsn_text_is_unsafe (gunichar c)
{
  switch (g_unichar_type (c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return TRUE;
  default: /* embeddings, overrides and isolates of the writing direction */
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}

char *
ncsn_text_clean (const char *text, const char *allowed)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gboolean kept = !ncsn_text_is_unsafe (c) || (c < 0x80 && strchr (allowed, (int)c) != NULL);
    g_string_append_unichar (clean, kept ? c : ' ');
  }
  return g_string_free (clean, FALSE);
}
