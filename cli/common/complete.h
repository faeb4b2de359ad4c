/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may follow on a command line, for the completions of shells (data/completions/). Their
 * scripts call “ncsn --complete WORD…” with the words behind “ncsn” up to the one being typed. The
 * first line of the answer is “files” if file names fit as well, else “words”; then come the
 * words, one a line, each with a tab and what it means. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks ncsn, or as the first argument a command, to complete the arguments after it. */
#define CLI_COMPLETE "--complete"

/* Prints the first line. */
void cli_complete_begin (gboolean files);

/* Prints a word with its meaning, which may be NULL, if it begins with `typed`; before it stands
 * `lead`. */
void cli_complete_offer (const char *typed, const char *lead, const char *word,
                         const char *meaning);

/* Prints what may stand in place of the last of `words` (ended by NULL) of a command with these
 * options and parameters. */
void cli_complete (const GOptionEntry *entries, const char *parameters, const char *const *words);

/* The option with a name such as "--model" or "-m"; NULL if there is none. --help is not in the
 * table. */
const GOptionEntry *cli_find_option (const GOptionEntry *entries, const char *name);

G_END_DECLS
