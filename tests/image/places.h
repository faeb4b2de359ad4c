/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets of pictures whose pixels hold their own coordinates. */
#pragma once

#include "folder.h"
#include "image/dataset.h"

/* Writes a PNG in colour whose pixel at (x, y) is (x, y, mark); sides up to 256. */
void places_write (const char *folder, const char *name, guint width, guint height, guint8 mark);

/* Loads a data set with these options; *warnings is the number of warnings about files. */
NcsnDataset *places_load (const char *path, NcsnDatasetOptions options, gconstpointer loader,
                          guint *warnings, GError **error);

/* Channel c of pixel (x, y) of drawn picture `k`, in 0 … 255. */
double places_value (const NcsnDataset *dataset, const float *pictures, guint k, guint x, guint y,
                     guint c);

/* A batch (free with g_free ()), which must not fail. */
float *places_batch (NcsnDataset *dataset, guint32 step, guint batch, guint *classes);
