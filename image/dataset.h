/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a model learns from.
 *
 * Three sources are understood:
 *  - an IDX file of pictures (image/idx.h); the labels beside it, if there, give the classes;
 *  - a folder that holds such a file;
 *  - a folder of picture files, or of sub-folders of them, each sub-folder being a class with its
 *    name.
 *
 * Pictures are handed out whole, all of one size, or as patches: rectangles from random places of
 * pictures of any size. They are kept as 8-bit pixels; what does not fit in memory is read from its
 * file again when its turn comes. A part of the data can be kept apart, to measure on it. */
#pragma once

#include <ncsn/ncsn.h>

#include "loader.h"

G_BEGIN_DECLS

/* A share to hold out: 0.05 of a folder's pictures; nothing of an IDX file, whose data sets come
 * with a part of their own to test on. */
#define NCSN_DATASET_DEFAULT (-1.0)

typedef struct _NcsnDatasetPrivate NcsnDatasetPrivate;

/* To be read, not written. */
typedef struct {
  gsize count;         /* pictures, at least 1 */
  guint width, height; /* of what is handed out */
  guint channels;      /* 1 if every file was gray, else 3 */
  guint n_classes;     /* 0: no classes are known */
  char **class_names;  /* n_classes names, then NULL; NULL without classes */
  guint16 *labels;     /* count class indices; NULL without classes */
  double mean, sigma;  /* of pixel values, as in [0, 1], where every picture counts as much */
  NcsnDatasetPrivate *private; /* for the data set alone */
} NcsnDataset;

/* Told about a file that is left out; `sentence` names it. */
typedef void (*NcsnDatasetWarning) (const char *sentence, gpointer data);

/* Told how many of the files have been looked at. */
typedef void (*NcsnDatasetProgress) (guint done, guint total, gpointer data);

/* What is zero is as if it were not there. */
typedef struct {
  guint width, height; /* cut and resize every picture to this size; 0: as they are */

  /* Hand out rectangles of this size from random places; 0: whole pictures. */
  guint patch_width, patch_height;
  /* At a scale drawn log-uniformly from this range: 1 is the picture's own, 0.5 shrunk to half.
   * A picture that is too small for a patch at the smallest scale has a shorter range, one that is
   * too small at the largest is left out. Both 0: 1. */
  double scale_min, scale_max;

  /* What ncsn_dataset_batch () does to pictures, but not to those held out. */
  gboolean flip; /* mirror half of them left to right */
  gboolean turn; /* by 0, 1, 2 or 3 right angles, equally often; squares only */

  gboolean dequantize; /* batches hold (b + u)/256, u ~ U[0, 1), for a byte b, instead of b/255 */

  /* The share that is kept apart, 0 … ½, or NCSN_DATASET_DEFAULT; see ncsn_dataset_held_out (). */
  double hold_out;

  gsize memory; /* bytes of pixels to keep; 0: a quarter of the machine's memory, or half of what
                   can be had if that is less. Less than the window makes batches slow. */
  gsize window; /* bytes of pixels to draw from at a time; 0: 1 GiB; see ncsn_dataset_batch () */

  NcsnImageLoader *loader; /* may be NULL if only IDX files are to be read; outlives the data set */
  NcsnDatasetWarning warning;
  gpointer warning_data;
  NcsnDatasetProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} NcsnDatasetOptions;

/* Looks at all pictures. Files that cannot be read, and those that trainings have left
 * (training-files.h), are told to `warning` and left out; it is an
 * error if none can be read, if whole pictures differ in size and no size is asked for, or if a
 * folder mixes pictures and sub-folders of pictures. Hidden files are not looked at. */
NcsnDataset *ncsn_dataset_load (const char *path, const NcsnDatasetOptions *options,
                                GError **error);

/* The first picture in a folder, in their order, that can be read, at its own size (transfer full);
 * NULL: there is none. For choosing options by what the pictures are like. */
NcsnImage *ncsn_dataset_first_picture (const char *path, NcsnImageLoader *loader);

void ncsn_dataset_free (NcsnDataset *dataset); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnDataset, ncsn_dataset_free)

/* What is kept apart and never handed out by `dataset`: a data set of its own, owned by `dataset`,
 * or NULL. The same path and options always give the same.
 *
 * Of patches it is a strip along the right edge of every picture, `hold_out` of its width, but at
 * least as wide as the largest rectangle that a patch can show. Where that is more than a third
 * of the width (and more than `hold_out`) the picture is not cut. If none is, and of whole
 * pictures, it is every k-th picture, k = 1/hold_out, except the last one of a class; fewer than k
 * pictures keep nothing apart. */
NcsnDataset *ncsn_dataset_held_out (const NcsnDataset *dataset);

/* A fingerprint (SHA-256, hexadecimal; free with g_free ()) of the names, sizes and classes of the
 * pictures, of their files' sizes (of IDX files: each picture's mean and variance) and of all
 * options that change what is handed out. */
char *ncsn_dataset_fingerprint (const NcsnDataset *dataset);

/* Writes `count` different pictures, at most dataset->count, or a patch of each, into pictures:
 * (count, height, width, channels), byte/255 each. Picture k depends on the seed alone, not on the
 * count. labels, unless NULL, receives their class indices. Fails only when a file that is read
 * again is gone or has changed. */
gboolean ncsn_dataset_draw (const NcsnDataset *dataset, guint64 seed, guint count, float *pictures,
                            guint *labels, GError **error);

/* All that the data set may show of picture `index`, at a scale (1: the picture's own), in *width ×
 * *height pixels: (height, width, channels), values in [0, 1] (free with g_free ()). What is held
 * out is left out. Fails as ncsn_dataset_draw () does, or when there is not the memory. */
float *ncsn_dataset_picture (const NcsnDataset *dataset, gsize index, double scale, guint *width,
                             guint *height, GError **error);

/* An NcsnBatchFunc; `data` is the NcsnDataset. Every place of a batch draws by (seed, step, place),
 * so that a resumed training sees the same batches; each picture has the same probability.
 *
 * Where all pictures are more than the window, a place draws from W pictures that fill it. Each of
 * them, itself drawn from all, stays for W steps, and at every step another one is replaced: so a
 * step reads about one file, whatever its batch. What is in memory makes no difference. */
gboolean ncsn_dataset_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                             guint *classes, gpointer data, GError **error);

G_END_DECLS
