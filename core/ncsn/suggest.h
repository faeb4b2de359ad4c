/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mistyped name was probably meant to be. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence for an error message, " Did you mean “NAME”?", with the one of `names` (ended by NULL)
 * that is nearest to `text`; "" if none is near (transfer full, g_free ()). NULL as `names` stands
 * for none. Near are names with at most one wrong, missing, added or exchanged character for each
 * three of `text`, and names that begin with `text`. Capitals count as small letters. */
char *ncsn_did_you_mean (const char *text, const char *const *names);

G_END_DECLS
