/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a model learns from, all of one size, in memory as 8-bit pixels.
 *
 * Three sources are understood:
 *  - an IDX file of pictures (image/idx.h); the labels beside it, if there, give the classes;
 *  - a folder that holds such a file;
 *  - a folder of picture files, or of sub-folders of them, each sub-folder being a class with its
 * name. */
#pragma once

#include <ncsn/ncsn.h>

#include "loader.h"

G_BEGIN_DECLS

/* To be read, not written. */
typedef struct {
  gsize count;                   /* pictures, at least 1 */
  guint width, height;           /* of what is handed out */
  guint full_width, full_height; /* of the pictures; more only after ncsn_dataset_crop () */
  guint channels;                /* 1 if every file was gray, else 3 */
  guint8 *pixels;                /* (count, full_height, full_width, channels) */
  guint n_classes;               /* 0: no classes are known */
  char **class_names;            /* n_classes names, then NULL; NULL without classes */
  guint16 *labels;               /* count class indices; NULL without classes */
  double mean, sigma;            /* of all pixel values, as in [0, 1] */

  /* What ncsn_dataset_batch () does to them; off at first, may be set. */
  gboolean flip;       /* mirror half of the pictures */
  gboolean dequantize; /* hand out (b + u)/256, u ~ U[0, 1), for a byte b, instead of b/255 */
} NcsnDataset;

/* Told about a file that is left out; `sentence` names it. */
typedef void (*NcsnDatasetWarning) (const char *sentence, gpointer data);

typedef struct {
  guint width, height;     /* 0: the size of the pictures, which must be the same for all */
  NcsnImageLoader *loader; /* may be NULL if only IDX files are to be read */
  NcsnDatasetWarning warning;
  gpointer warning_data;
} NcsnDatasetOptions;

/* Reads all pictures. Files that cannot be read are told to `warning` and left out; it is an error
 * if none can be read, if sizes differ and no size is asked for, or if a folder mixes pictures and
 * sub-folders of pictures. Hidden files are not looked at. */
NcsnDataset *ncsn_dataset_load (const char *path, const NcsnDatasetOptions *options,
                                GError **error);

void ncsn_dataset_free (NcsnDataset *dataset); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnDataset, ncsn_dataset_free)

/* From now on hands out rectangles of this size, cut from random places at the pictures' own scale,
 * instead of whole pictures. FALSE with an error when the pictures are smaller. */
gboolean ncsn_dataset_crop (NcsnDataset *dataset, guint width, guint height, GError **error);

/* Writes `count` different pictures, at most dataset->count, into pictures: (count, height, width,
 * channels), byte/255 each. Picture k depends on the seed alone, not on the count. labels, unless
 * NULL, receives their class indices. */
void ncsn_dataset_draw (const NcsnDataset *dataset, guint64 seed, guint count, float *pictures,
                        guint *labels);

/* An NcsnBatchFunc; `data` is the NcsnDataset. Every place of a batch draws uniformly among all
 * pictures by (seed, step, place), so that a resumed training sees the same batches. */
gboolean ncsn_dataset_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                             guint *classes, gpointer data, GError **error);

G_END_DECLS
