/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options in key files, in one group, each under its long name. What kind of value a key has is
 * known from the table that the command line is parsed by. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Gives options that have no value yet the one in the group. A key that is not in the table is an
 * error that names it. An option "no-x" counts as a value of "x", and the other way round. only:
 * NULL, or the names to look at, ended by NULL; other keys then are left alone. */
gboolean cli_option_file_read (GKeyFile *file, const char *group, const GOptionEntry *entries,
                               const char *const *only, GError **error);

/* Writes every option that has a value, but those in `except` (ended by NULL). */
void cli_option_file_write (GKeyFile *file, const char *group, const GOptionEntry *entries,
                            const char *const *except);

G_END_DECLS
