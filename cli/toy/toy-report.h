/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study's numbers: a table for people and files for programs. */
#pragma once

#include "toy-study.h"

G_BEGIN_DECLS

/* Prints the tables on stdout. */
void cli_toy_report_print (const CliToyStudy *study);

/* Writes toy-errors.tsv, a line for each network and level, and toy-weights.tsv, a line for each
 * kind of chains, into `folder`; numbers in C's notation, names as the library's options have them.
 */
gboolean cli_toy_report_save (const CliToyStudy *study, const char *folder, GError **error);

G_END_DECLS
