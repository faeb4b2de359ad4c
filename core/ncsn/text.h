/* Text from files and names of files, which may be anything. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A text as it may be shown and stored (transfer full): valid UTF-8, and a space for every
 * character that could steer a terminal, begin a line or turn the order of what follows, but for
 * those in `allowed`, such as "\n\t". */
char *ncsn_text_clean (const char *text, const char *allowed);

/* Whether ncsn_text_clean () with nothing allowed would replace this character. */
gboolean ncsn_text_is_unsafe (gunichar c);

G_END_DECLS
