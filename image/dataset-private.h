/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the readers of data sets, the choice of what is held out, and the drawing of batches. */
#pragma once

#include "dataset.h"
#include "idx.h"
#include "picture-store.h"

G_BEGIN_DECLS

/* What a reader finds. */
typedef struct {
  NcsnPictureStore *store;
  guint16 *labels;    /* a class of each; NULL without classes */
  char **class_names; /* ended by NULL; NULL without classes */
} NcsnDatasetSource;

void ncsn_dataset_source_free (NcsnDatasetSource *source); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnDatasetSource, ncsn_dataset_source_free)

/* `path` is an IDX file of pictures. */
NcsnDatasetSource *ncsn_dataset_read_idx (const char *path, const NcsnDatasetOptions *options,
                                          GError **error);

/* `path` is a folder of picture files or of classes. */
NcsnDatasetSource *ncsn_dataset_read_folder (const char *path, const NcsnDatasetOptions *options,
                                             GError **error);

/* The columns of a picture that one data set hands out. */
typedef struct {
  guint picture, left, width;
} NcsnDatasetPart;

/* Deals out the pictures of a source: to `train`, and to `held_out` what is kept apart. */
void ncsn_dataset_hold_out (const NcsnDatasetSource *source, const NcsnDatasetOptions *options,
                            GArray *train, GArray *held_out);

/* The smallest scale at which a patch fits in width × height pixels, within the range that is asked
 * for; above options->scale_max if there is none. */
double ncsn_dataset_least_scale (const NcsnDatasetOptions *options, guint width, guint height);

struct _NcsnDatasetPrivate {
  NcsnDatasetSource *source;  /* owned unless this is the part held out */
  NcsnDatasetOptions options; /* with a scale of at least one number */
  NcsnDatasetPart *parts;     /* one of each of the data set's pictures */
  guint window;               /* pictures to draw from at a time; 0: all */
  NcsnDataset *held_out;      /* NULL: nothing is */
};

G_END_DECLS
