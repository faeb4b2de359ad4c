/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded pictures, as many as a bound on memory allows: the others are read again when they are
 * asked for. */
#pragma once

#include "loader.h"

G_BEGIN_DECLS

typedef struct _NcsnPictureStore NcsnPictureStore;

/* To be read, not written. */
typedef struct {
  char *path; /* NULL: not from a file of its own, and always in memory */
  guint width, height, channels;
  double mean, mean_square; /* of its values, as in [0, 1] */
} NcsnStoredPicture;

/* An empty store that keeps up to `memory` bytes of pixels, and one picture if that is more. `load`,
 * which must ask for bytes, is how files are read; `loader` must outlive the store and may be NULL
 * without files. */
NcsnPictureStore *ncsn_picture_store_new (gsize memory, NcsnImageLoader *loader,
                                          NcsnImageLoadOptions load);
void ncsn_picture_store_free (NcsnPictureStore *store); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnPictureStore, ncsn_picture_store_free)

/* Adds a picture that was read from `path` as the store reads, and takes its bytes. */
void ncsn_picture_store_add_file (NcsnPictureStore *store, const char *path, NcsnImage *image);

/* Adds pixels that come from nowhere else. `picture` tells their size; its path must be NULL. */
void ncsn_picture_store_add_pixels (NcsnPictureStore *store, const NcsnStoredPicture *picture,
                                    GBytes *pixels);

guint ncsn_picture_store_count (const NcsnPictureStore *store);
const NcsnStoredPicture *ncsn_picture_store_picture (const NcsnPictureStore *store, guint index);

/* The pixels (height, width, channels) of a picture (transfer full), read again where needed. Fails
 * with a sentence that names the file when it is gone, or no longer has its size. From any thread.
 */
GBytes *ncsn_picture_store_pixels (NcsnPictureStore *store, guint index, GError **error);

G_END_DECLS
