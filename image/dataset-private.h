/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface between the parts of a data set: readers, held-out data, drawing. */
#pragma once

#include "dataset.h"
#include "idx.h"
#include "picture-store.h"
#include "resample.h"

G_BEGIN_DECLS

/* All pictures of a data set, as a reader returns them. */
typedef struct {
  NcsnPictureStore *store;
  guint16 *labels;    /* the class of each picture; NULL without classes */
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

/* The columns of a picture that belong to one data set. */
typedef struct {
  guint picture, left, width;
} NcsnDatasetPart;

/* The columns of a part as a source of resampling, with the pixels of its picture. */
NcsnResampleSource ncsn_dataset_part_source (const NcsnDatasetPart *part,
                                             const NcsnStoredPicture *picture, GBytes *pixels);

/* Divides the pictures of a source into parts (NcsnDatasetPart) for training and held-out parts. */
void ncsn_dataset_hold_out (const NcsnDatasetSource *source, const NcsnDatasetOptions *options,
                            GArray *train, GArray *held_out);

/* The smallest scale at which a patch fits in width × height pixels. */
double ncsn_dataset_fitting_scale (const NcsnDatasetOptions *options, guint width, guint height);

/* The smallest scale of the options' range at which a patch, and a coarse one if there are any,
 * fits in width × height pixels; above options->scale_max if there is none. */
double ncsn_dataset_min_scale (const NcsnDatasetOptions *options, guint width, guint height);

struct _NcsnDatasetPrivate {
  NcsnDatasetSource *source;  /* owned, except by a held-out data set */
  NcsnDatasetOptions options; /* with defaults in place of zeros */
  NcsnDatasetPart *parts;     /* one for each picture */
  guint window;               /* pictures that a step draws from; 0: all */
  NcsnDataset *held_out;      /* NULL: none */
};

G_END_DECLS
