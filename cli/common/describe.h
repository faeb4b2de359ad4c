/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the table of a command's options says, for the program that makes the manual page. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks ncsn, or as the first argument a command, to describe itself as JSON. Not for users. */
#define CLI_DESCRIBE "--describe"

/* Prints the parameters, texts and options of a command, with the words of --help. */
void cli_describe (const GOptionEntry *entries, const char *parameters, const char *summary,
                   const char *description);

G_END_DECLS
