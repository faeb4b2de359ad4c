/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of ncsn, and what they have in common. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

#include "image/loader.h"

G_BEGIN_DECLS

/* Exit statuses. */
#define CLI_OK 0
#define CLI_FAILED 1        /* one sentence on stderr says why */
#define CLI_USAGE 2         /* the command line makes no sense */
#define CLI_INTERRUPTED 130 /* stopped by SIGINT or SIGTERM, in order */

/* What a command gets. argv[0] is its name. `loader` decodes pictures. Returns the exit status. */
typedef int (*CliCommandFunc) (int argc, char **argv, NcsnImageLoader *loader);

int cli_train (int argc, char **argv, NcsnImageLoader *loader);
int cli_sample (int argc, char **argv, NcsnImageLoader *loader);
int cli_inpaint (int argc, char **argv, NcsnImageLoader *loader);
int cli_vary (int argc, char **argv, NcsnImageLoader *loader);
int cli_denoise (int argc, char **argv, NcsnImageLoader *loader);
int cli_interpolate (int argc, char **argv, NcsnImageLoader *loader);
int cli_import (int argc, char **argv, NcsnImageLoader *loader);
int cli_export (int argc, char **argv, NcsnImageLoader *loader);
int cli_schedule (int argc, char **argv, NcsnImageLoader *loader);
int cli_evaluate (int argc, char **argv, NcsnImageLoader *loader);
int cli_toy (int argc, char **argv, NcsnImageLoader *loader);
int cli_info (int argc, char **argv, NcsnImageLoader *loader);

/* Parses a command's options; anything left on the line is an error unless `rest` is given, which
 * then receives it (free with g_strfreev ()). `summary` is shown by --help, which also exits.
 * FALSE: the sentence has been printed, exit with CLI_USAGE. */
gboolean cli_parse_options (int argc, char **argv, const GOptionEntry *entries,
                            const char *parameters, const char *summary, const char *description,
                            char ***rest);

/* From here on this is one of several processes, of which number 0 speaks for all: others say only
 * why they failed. */
void cli_report_as (guint process);

/* From here on what would abort the program, as g_malloc () does when there is no memory left, ends
 * it with a sentence and CLI_FAILED. */
void cli_report_fatal (void);

/* All that follow print clean text (ncsn_text_clean ()) on one line, whatever names of files are in
 * it. */

/* A line for people about what is going on, on stderr: stdout is for results. */
void cli_note (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* "ncsn: sentence" on stderr. */
void cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Prints the error and returns the exit status that goes with it. */
int cli_fail (const GError *error);

/* Prints a sentence about the command line and where help is; returns CLI_USAGE. */
int cli_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
