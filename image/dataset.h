/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets: the pictures that a model is trained on.
 *
 * There are three kinds of sources:
 *  - an IDX file of pictures (image/idx.h); a file of labels beside it gives the classes;
 *  - a folder that holds such a file;
 *  - a folder of picture files, or of sub-folders of them; each sub-folder is a class of that name.
 *
 * A data set gives whole pictures, all of one size, or patches: rectangles from random places of
 * pictures of any size. Pictures are kept as 8-bit values: values of more bits, such as those of
 * 16-bit files, are rounded to the nearest multiple of 1/255 when the file is read, after any
 * resizing to `width` × `height`. Pictures that do not fit in memory are read from their files
 * again when they are drawn. A part of the data can be held out for measurements. */
#pragma once

#include <ncsn/ncsn.h>

#include "loader.h"

G_BEGIN_DECLS

/* The default share to hold out: 0.05 of a folder's pictures, and nothing of an IDX file, because
 * IDX data sets come with test data of their own. */
#define NCSN_DATASET_DEFAULT (-1.0)

typedef struct _NcsnDatasetPrivate NcsnDatasetPrivate;

/* To be read, not written. */
typedef struct {
  gsize count;                 /* pictures, at least 1 */
  guint width, height;         /* of its pictures or patches */
  guint channels;              /* 1 if every file was gray, else 3 */
  guint n_classes;             /* 0: no classes */
  char **class_names;          /* n_classes names, then NULL; NULL without classes */
  guint16 *labels;             /* count class indices; NULL without classes */
  double mean, sigma;          /* of values in [0, 1]; every picture has the same weight */
  NcsnDatasetPrivate *private; /* for internal use */
} NcsnDataset;

/* Called for each file that is left out; `sentence` names it. */
typedef void (*NcsnDatasetWarning) (const char *sentence, gpointer data);

/* Called with the number of files that have been read. */
typedef void (*NcsnDatasetProgress) (guint done, guint total, gpointer data);

/* Zero values mean the default. */
typedef struct {
  guint width, height; /* crop and resize every picture to this size; 0: keep its size */

  /* Give patches of this size from random places; 0: whole pictures. */
  guint patch_width, patch_height;
  /* The scale of a patch is drawn log-uniformly from this range: 1 keeps the picture's size, 0.5
   * halves it. If a picture is too small for a patch at the smallest scale, its range is shorter;
   * if it is too small at the largest scale, it is left out. Both 0: 1. */
  double scale_min, scale_max;

  /* Augmentation by ncsn_dataset_batch (), except for held-out pictures. */
  gboolean flip; /* mirror half of them left to right */
  gboolean turn; /* rotate by 0, 1, 2 or 3 right angles, equally often; squares only */

  gboolean coarse; /* for a model with a coarse view: the places of batches that hold coarse
                      pictures (ncsn_training_is_coarse ()) get patches NCSN_COARSE times smaller,
                      and pictures in which these do not fit are left out. Patches only */

  gboolean each_picture; /* of a folder of classes: each picture is a class. Those of a sub-folder
                            with several are named like “sub-folder/file”, without the file's ending
                            (NCSN_CLASS_PART) */

  gboolean dequantize; /* batches hold (b + u)/256, u ~ U[0, 1), for a byte b, instead of b/255 */

  /* The share that is held out, 0 … ½, or NCSN_DATASET_DEFAULT; see ncsn_dataset_held_out (). */
  double hold_out;

  gsize memory; /* bytes of pixels to keep; 0: a quarter of the machine's memory, or half of the
                   available memory if that is less. Less than the window makes batches slow. */
  gsize window; /* bytes of pixels that a step draws from; 0: 1 GiB; see ncsn_dataset_batch () */

  NcsnImageLoader *loader; /* must outlive the data set; NULL: only IDX files can be read */
  NcsnDatasetWarning warning;
  gpointer warning_data;
  NcsnDatasetProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} NcsnDatasetOptions;

/* Reads all pictures at `path` once. Files that cannot be read and files that a training wrote
 * (training-files.h) are reported to `warning` and left out. Fails if no file can be read, if whole
 * pictures differ in size and the options give no size, or if a folder mixes pictures and
 * sub-folders of pictures. Hidden files are ignored. */
NcsnDataset *ncsn_dataset_load (const char *path, const NcsnDatasetOptions *options,
                                GError **error);

/* The first readable picture of a folder in the data set's order, at its own size (transfer full);
 * NULL: there is none. It lets a program choose options that suit the pictures. */
NcsnImage *ncsn_dataset_first_picture (const char *path, NcsnImageLoader *loader);

void ncsn_dataset_free (NcsnDataset *dataset); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnDataset, ncsn_dataset_free)

/* The held-out data, which `dataset` itself never gives: a data set owned by `dataset`, or NULL.
 * The same path and options always give the same held-out data.
 *
 * With patches, it is a strip along the right edge of every picture. The strip is `hold_out` of the
 * picture's width, but at least as wide as the largest rectangle that a patch can show; a picture
 * whose strip would be more than a third of its width (and more than `hold_out`) has none. With
 * whole pictures, and where no picture has a strip, it is every k-th picture, k = 1/hold_out,
 * except a picture that is the last one left of its class; of fewer than k pictures nothing is held
 * out. */
NcsnDataset *ncsn_dataset_held_out (const NcsnDataset *dataset);

/* A fingerprint (SHA-256, hexadecimal; free with g_free ()) of the names, sizes and classes of the
 * pictures, of the sizes of their files (of IDX files: of each picture's mean and mean square) and
 * of all options that change the drawn pictures. */
char *ncsn_dataset_fingerprint (const NcsnDataset *dataset);

/* Draws `count` different pictures, at most dataset->count, or a patch of each, into pictures:
 * (count, height, width, channels), values byte/255. Picture k depends on the seed only, not on the
 * count. `labels` receives their class indices, unless NULL. Fails only if a file that is read
 * again no longer exists or has changed. */
gboolean ncsn_dataset_draw (const NcsnDataset *dataset, guint64 seed, guint count, float *pictures,
                            guint *labels, GError **error);

/* All of picture `index` that belongs to the data set, without the held-out strip, at a scale (1:
 * its own size): (*height, *width, channels), values in [0, 1] (free with g_free ()). Fails as
 * ncsn_dataset_draw () does, or when memory is short. */
float *ncsn_dataset_picture (const NcsnDataset *dataset, gsize index, double scale, guint *width,
                             guint *height, GError **error);

/* An NcsnBatchFunc; `data` is the NcsnDataset. Each place of a batch is a function of (seed, step,
 * place), so that a resumed training gets the same batches. All pictures have the same probability.
 *
 * If the pictures together are larger than the window, a place draws from the W pictures that fill
 * it. Each of these is drawn from all pictures and stays for W steps; every step replaces one of
 * them. So a step reads about one file, whatever the size of its batch. The drawn pictures do not
 * depend on which pictures are in memory. */
gboolean ncsn_dataset_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                             guint *classes, gpointer data, GError **error);

G_END_DECLS
