/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of options with typed values: it reads them from a command line, and gives each its text
 * in key files. */
#pragma once

#include "cli/common/values.h"

G_BEGIN_DECLS

typedef struct {
  gboolean given;
  guint width, height;
} CliSize;

typedef struct {
  gboolean given;
  double min, max;
} CliScale;

typedef struct {
  gboolean given;
  guint count, numbers[NCSN_MAX_LEVELS_UNET];
} CliList;

typedef enum {
  CLI_KIND_TEXT,
  CLI_KIND_FILE_NAME,
  CLI_KIND_FLAG,
  CLI_KIND_WHOLE,
  CLI_KIND_REAL,
  CLI_KIND_SHARE,
  CLI_KIND_TIME,
  CLI_KIND_CHOICE,
  CLI_KIND_SAMPLER,
  CLI_KIND_SIZE,
  CLI_KIND_SCALE,
  CLI_KIND_INTERVAL,
  CLI_KIND_LIST
} CliKind;

/* A row of a table, which a row without a name ends. */
typedef struct {
  const char *name;
  char letter;               /* 0: none */
  const char *help, *symbol; /* as in GOptionEntry; a choice makes its symbol of its names */
  CliKind kind;
  union {
    char **text;     /* owned; NULL: not given */
    gboolean *given; /* the first member of all other values, and the whole of a flag */
    CliNumber *number;
    CliSize *size;
    CliScale *scale;
    CliInterval *interval;
    CliList *list;
  };
  guint min, max;           /* of a whole number */
  const char *const *names; /* of a choice: its first `max` are allowed */
  NcsnNumber sampler_number;
  char *typed; /* used while a command line is parsed */
} CliOption;

/* The ends of rows. A time is in seconds, a choice an index, a share as of cli_parse_hold_out ().
 */
#define CLI_TEXT(value) .kind = CLI_KIND_TEXT, .text = (value)
#define CLI_FILE_NAME(value) .kind = CLI_KIND_FILE_NAME, .text = (value)
#define CLI_FLAG(value) .kind = CLI_KIND_FLAG, .given = (value)
#define CLI_WHOLE(value, least, most)                                                              \
  .kind = CLI_KIND_WHOLE, .number = (value), .min = (least), .max = (most)
#define CLI_REAL(value) .kind = CLI_KIND_REAL, .number = (value)
#define CLI_SHARE(value) .kind = CLI_KIND_SHARE, .number = (value)
#define CLI_TIME(value) .kind = CLI_KIND_TIME, .number = (value)
#define CLI_CHOICE(value, all, count)                                                              \
  .kind = CLI_KIND_CHOICE, .number = (value), .names = (all), .max = (count)
#define CLI_SAMPLER(value, which)                                                                  \
  .kind = CLI_KIND_SAMPLER, .number = (value), .sampler_number = (which)
#define CLI_SIZE(value) .kind = CLI_KIND_SIZE, .size = (value)
#define CLI_SCALE(value) .kind = CLI_KIND_SCALE, .scale = (value)
#define CLI_INTERVAL(value) .kind = CLI_KIND_INTERVAL, .interval = (value)
#define CLI_LIST(value) .kind = CLI_KIND_LIST, .list = (value)

/* Sets the values that the command line gives. FALSE: an error message has been printed; exit with
 * CLI_USAGE. `summary` and `description` are for --help. */
gboolean cli_options_parse (CliOption *options, int argc, char **argv, const char *summary,
                            const char *description);

/* Frees the texts among the values. */
void cli_options_clear (const CliOption *options);

/* Whether the option has a value. */
gboolean cli_option_given (const CliOption *option);

/* Sets the value of an option other than a flag. FALSE with an error that quotes the text. */
gboolean cli_option_parse (const CliOption *option, const char *text, GError **error);

/* The text that cli_option_parse () turns into exactly the same value. Free with g_free (). */
char *cli_option_format (const CliOption *option);

G_END_DECLS
