/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of ncsn, their exit statuses, option parsing, and messages on stderr. */
#pragma once

#include <gio/gio.h>
#include <ncsn/ncsn.h>

#include "image/loader.h"

G_BEGIN_DECLS

/* Exit statuses. */
#define CLI_OK 0
#define CLI_FAILED 1        /* one sentence on stderr says why */
#define CLI_USAGE 2         /* the command line makes no sense */
#define CLI_INTERRUPTED 130 /* stopped in good order by a signal (interrupt.h) */

/* A command. argv[0] is its name; `loader` decodes pictures. Returns the exit status. */
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
int cli_levels (int argc, char **argv, NcsnImageLoader *loader);
int cli_evaluate (int argc, char **argv, NcsnImageLoader *loader);
int cli_toy (int argc, char **argv, NcsnImageLoader *loader);
int cli_info (int argc, char **argv, NcsnImageLoader *loader);

/* Parses a command's options. Remaining arguments go into *rest (free with g_strfreev ()); they are
 * an error if `rest` is NULL. --help prints `summary` and `description` and exits. FALSE: an error
 * message has been printed; exit with CLI_USAGE. */
gboolean cli_parse_options (int argc, char **argv, const GOptionEntry *entries,
                            const char *parameters, const char *summary, const char *description,
                            char ***rest);

/* Declares this process one of several. Process 0 prints everything; the others print only why they
 * failed. */
void cli_report_as (guint process);

/* From now on a fatal error of GLib, such as a failing g_malloc (), ends the program with an error
 * message and CLI_FAILED instead of aborting it. */
void cli_report_fatal (void);

/* The functions below clean their text (ncsn_text_clean ()) and print it on one line, whatever file
 * names it contains. */

/* Prints information for the user on stderr; stdout is for results. */
void cli_note (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Prints "ncsn: sentence" on stderr. */
void cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Prints the error and returns its exit status. */
int cli_fail (const GError *error);

/* Prints an error about the command line with a pointer to --help; returns CLI_USAGE. */
int cli_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
