/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a command looks at. */
#pragma once

#include "image/dataset.h"

G_BEGIN_DECLS

/* Reads the data set at `path` as ncsn_dataset_load () does, which `options` are for but for what
 * is filled in here: files that are left out are named on stderr, progress is shown, and Ctrl+C is
 * an error G_IO_ERROR_CANCELLED. The loader must outlive the data set. */
NcsnDataset *cli_load_data (const char *path, NcsnDatasetOptions options, NcsnImageLoader *loader,
                            GError **error);

/* What the options --scale ("0.5..1", or one number; NULL: the pictures' own) and --hold-out (a
 * share; NULL: the usual one) mean. Errors are NCSN_ERROR_ARGUMENT and quote the text. */
gboolean cli_parse_scale (const char *text, NcsnDatasetOptions *options, GError **error);
gboolean cli_parse_hold_out (const char *text, NcsnDatasetOptions *options, GError **error);

G_END_DECLS
