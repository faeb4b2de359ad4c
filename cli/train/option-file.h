/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options in a group of a key file, each under its long name. */
#pragma once

#include "option.h"

G_BEGIN_DECLS

/* Sets options without a value to that in the group. A key that is not in the table is an error
 * that names it. An option "no-x" counts as a value of "x", and vice versa. only: NULL, or the
 * names to read, ended by NULL; other keys are then ignored. */
gboolean cli_option_file_read (GKeyFile *file, const char *group, const CliOption *options,
                               const char *const *only, GError **error);

/* Writes every option that has a value, except those in `except` (ended by NULL). */
void cli_option_file_write (GKeyFile *file, const char *group, const CliOption *options,
                            const char *const *except);

G_END_DECLS
