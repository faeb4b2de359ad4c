/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results, on stdout. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* From here on a program that ends without all of its output written, for a full disk or a closed
 * descriptor, says so and fails, whatever it was about to end with. Once, in main (). */
void cli_print_begin (void);

/* Prints an object (transfer full). Characters that could steer a terminal are escaped, which to
 * programs is the same text. */
void cli_print_json (JsonObject *object);

G_END_DECLS
