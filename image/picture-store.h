/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps decoded pictures as bytes, as many as a memory limit allows, and reads the others again
 * when they are needed. */
#pragma once

#include "loader.h"

G_BEGIN_DECLS

typedef struct _NcsnPictureStore NcsnPictureStore;

/* To be read, not written. */
typedef struct {
  char *path; /* NULL: has no file of its own and stays in memory */
  guint width, height, channels;
  double mean, mean_square; /* of its values in [0, 1] */
} NcsnStoredPicture;

/* An empty store that keeps up to `memory` bytes of pixels, but at least one picture. Files are
 * read with the options `load`, which must ask for bytes. `loader` must outlive the store; it may
 * be NULL if no files are added. */
NcsnPictureStore *ncsn_picture_store_new (gsize memory, NcsnImageLoader *loader,
                                          NcsnImageLoadOptions load);
void ncsn_picture_store_free (NcsnPictureStore *store); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnPictureStore, ncsn_picture_store_free)

/* Adds a picture that was read from `path` with the store's options. Takes the bytes of `image`. */
void ncsn_picture_store_add_file (NcsnPictureStore *store, const char *path, NcsnImage *image);

/* Adds pixels that stay in memory. `picture` gives their size; its path must be NULL. */
void ncsn_picture_store_add_pixels (NcsnPictureStore *store, const NcsnStoredPicture *picture,
                                    GBytes *pixels);

guint ncsn_picture_store_count (const NcsnPictureStore *store);
const NcsnStoredPicture *ncsn_picture_store_picture (const NcsnPictureStore *store, guint index);

/* The pixels (height, width, channels) of a picture (transfer full), read again if needed. Fails
 * with an error that names the file if it no longer exists or has another size. May be called from
 * any thread. */
GBytes *ncsn_picture_store_pixels (NcsnPictureStore *store, guint index, GError **error);

G_END_DECLS
