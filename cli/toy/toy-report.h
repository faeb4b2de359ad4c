/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study's numbers: tables for users and files for programs. */
#pragma once

#include "toy-study.h"

G_BEGIN_DECLS

/* Prints the tables on stdout. */
void cli_toy_report_print (const CliToyStudy *study);

/* Writes toy-errors.tsv, a line for each network and level, and toy-weights.tsv, a line for each
 * kind of chains, into `folder`. Numbers are in C's notation; losses have the library's names. */
gboolean cli_toy_report_save (const CliToyStudy *study, const char *folder, GError **error);

G_END_DECLS
