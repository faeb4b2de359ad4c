/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data set of a command: loading it, and the options about it. */
#pragma once

#include "image/dataset.h"

G_BEGIN_DECLS

/* Reads the data set at `path` by ncsn_dataset_load () with these options; loader, warning,
 * progress and cancellable are set here. Skipped files are named on stderr, progress is shown, and
 * Ctrl+C gives the error G_IO_ERROR_CANCELLED. The loader must outlive the data set. */
NcsnDataset *cli_load_data (const char *path, NcsnDatasetOptions options, NcsnImageLoader *loader,
                            GError **error);

/* Parse --scale ("0.5..1", or one number) and --hold-out (a share). NULL leaves the numbers
 * unchanged. Errors are NCSN_ERROR_ARGUMENT and quote the text. */
gboolean cli_parse_scale (const char *text, double *min, double *max, GError **error);
gboolean cli_parse_hold_out (const char *text, double *share, GError **error);

G_END_DECLS
