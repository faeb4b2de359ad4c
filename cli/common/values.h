/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsers of option values. Errors are NCSN_ERROR_ARGUMENT and quote the text. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* A number that an option may give: real, whole with up to 32 bits, or the index of a choice. */
typedef struct {
  gboolean given, automatic; /* automatic: given as “auto”, and not computed yet */
  double value;
} CliNumber;

/* That number, as if given. */
#define CLI_NUMBER(number) ((CliNumber){.given = TRUE, .value = (number)})

/* The value that is given, or else `otherwise`. */
double cli_number_or (CliNumber number, double otherwise);

/* FALSE with the error “--option is missing” if `text` is NULL. */
gboolean cli_require (const char *option, const char *text, GError **error);

/* These three leave *value unchanged if `text` is NULL. Errors name `option`. */
gboolean cli_parse_double (const char *option, const char *text, double *value, GError **error);
gboolean cli_parse_uint (const char *option, const char *text, guint min, guint max, guint *value,
                         GError **error);

gboolean cli_parse_seed (const char *option, const char *text, guint64 *value, GError **error);

/* "64x48", or "64" for a square; each from 1 to 4096. */
gboolean cli_parse_size (const char *text, guint *width, guint *height, GError **error);

/* "90m", "1.5h", "30s", "2d" or a plain number of seconds, above 0. */
gboolean cli_parse_seconds (const char *text, double *seconds, GError **error);

/* How often something is done: by training steps or by time. */
typedef struct {
  gboolean given;
  guint64 iterations; /* 0: not by iterations */
  double seconds;     /* 0: not by time; both 0: never */
} CliInterval;

/* "20" is iterations, "5m" is time, "0" is never. Does not set `given`. */
gboolean cli_parse_interval (const char *text, CliInterval *interval, GError **error);

/* "1,2,2": up to `capacity` whole numbers of at least 1; "" and "none" are empty lists. */
gboolean cli_parse_list (const char *text, guint *numbers, guint capacity, guint *count,
                         GError **error);

/* The placeholder of an option that takes one of the first `count` names, or of all if there are
 * fewer: "adam|muon". Not owned. */
const char *cli_choice_symbol (const char *const *names, guint count);

/* The index of `text` among `names` (ended by NULL); -1 with an error that lists them. */
int cli_parse_choice (const char *text, const char *const *names, GError **error);

/* The same among the first `count` names of a longer list. */
int cli_parse_choice_of (const char *text, const char *const *names, guint count, GError **error);

/* The shortest text of 15 to 17 digits that is exactly this number. Free with g_free (). */
char *cli_format_double (double value);

/* The text for cli_parse_seconds () that gives exactly this time: "90m". Free with g_free (). */
char *cli_format_time (double seconds);

/* A duration for users: "2 h 5 min", "3 min 20 s", "12 s". Free with g_free (). */
char *cli_format_seconds (double seconds);

G_END_DECLS
