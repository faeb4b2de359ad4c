/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results on stdout. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* From now on the program fails with an error message if it ends without having written all of its
 * output (full disk, closed descriptor), whatever its exit status was. Call it once, in main (). */
void cli_print_begin (void);

/* Prints an object (transfer full). Characters that could control a terminal are escaped; programs
 * read the same text. */
void cli_print_json (JsonObject *object);

G_END_DECLS
