/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two readers behind ncsn_dataset_load (). Each fills everything but the statistics. */
#pragma once

#include "dataset.h"
#include "idx.h"

G_BEGIN_DECLS

/* `path` is an IDX file of pictures. */
NcsnDataset *ncsn_dataset_load_idx (const char *path, const NcsnDatasetOptions *options,
                                    GError **error);

/* `path` is a folder of picture files or of classes. */
NcsnDataset *ncsn_dataset_load_folder (const char *path, const NcsnDatasetOptions *options,
                                       GError **error);

G_END_DECLS
