/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of ncsn inpaint, and the record of them. */
#pragma once

#include "cli/common/picture.h"

G_BEGIN_DECLS

typedef struct {
  CliPictureOptions picture;
  char *sources, *separate; /* paths, NULL where an option is absent */
  gboolean all_sources;     /* `sources` is no path: patches are taken from all of the picture */
  char *context_text, *passes_text, *mean_text, *draw, *method, *grow_text, *count_text;
  NcsnInpaintOptions inpaint;
  guint grow;  /* if grow_text is not NULL */
  guint count; /* of fills; they are files of the folder `separate`, if that is given */
} CliInpaintOptions;

void cli_inpaint_options_clear (CliInpaintOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliInpaintOptions, cli_inpaint_options_clear)

/* Reads the command line into *options, all 0 before. FALSE after a message if it is wrong. */
gboolean cli_inpaint_options_parse (CliInpaintOptions *options, int argc, char **argv);

/* Takes over what a recalled record has, and checks all options: NCSN_ERROR_ARGUMENT. */
gboolean cli_inpaint_options_check (CliInpaintOptions *options, GError **error);

/* The record of a fill (transfer full). grow: the pixels by which holes grew. */
GKeyFile *cli_inpaint_options_record (const CliInpaintOptions *options, const CliTask *task,
                                      guint grow);

G_END_DECLS
