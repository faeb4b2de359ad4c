/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a command looks at. */
#pragma once

#include "image/dataset.h"

G_BEGIN_DECLS

/* Reads the data set at `path`, cut and resized to this size (0: as the pictures are). Files that
 * are left out are named on stderr. */
NcsnDataset *cli_load_data (const char *path, guint width, guint height, NcsnImageLoader *loader,
                            GError **error);

G_END_DECLS
