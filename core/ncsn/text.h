/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and file names from outside, which may contain any bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy of `text` that is safe to show and to store (transfer full, g_free ()). It is valid UTF-8;
 * a space replaces each character that could control a terminal, start a new line or change the
 * direction of the text after it. The ASCII characters in `allowed`, such as "\n\t", are kept. */
char *ncsn_text_clean (const char *text, const char *allowed);

/* Whether ncsn_text_clean () replaces this character when `allowed` is empty. */
gboolean ncsn_text_is_unsafe (gunichar c);

G_END_DECLS
