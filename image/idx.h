/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The IDX files of the MNIST family of data sets: a big-endian header and unsigned bytes.
 *
 *   byte 0, 1   zero
 *   byte 2      element type; 0x08, unsigned byte, is the only one read here
 *   byte 3      number of dimensions
 *   then        one 32-bit extent a dimension, slowest first
 *   then        the elements
 *
 * A file may be compressed by gzip, which is told by its first bytes and not by its name. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NCSN_IDX_IMAGES 3 /* dimensions of a file of pictures: count, height, width */
#define NCSN_IDX_LABELS 1 /* dimensions of a file of labels: count */

/* What a picture of a data set takes beside its pixels, about. */
#define NCSN_IDX_BYTES_AN_ITEM 160

/* Reads a file that must have `n_dimensions` dimensions (1 to 3) and writes them to `extents`.
 * Returns the elements, as many as the product of the extents (free with g_free ()), or NULL with a
 * sentence that names the file. Refused are, before anything is read, what memory has no room for
 * and what gzip could only have made of nothing. Memory grows with the data that is really there,
 * and reading stops at the size that the header announces. */
guint8 *ncsn_idx_load (const char *path, guint n_dimensions, guint32 *extents, GError **error);

/* The file of labels that belongs to a file of pictures by the naming of MNIST
 * ("x-images-idx3-ubyte" to "x-labels-idx1-ubyte", with or without ".gz"), if there is one.
 * Returns NULL otherwise; free with g_free (). */
char *ncsn_idx_find_labels (const char *images_path);

/* The file of pictures to use from a folder: train-images-idx3-ubyte[.gz] if there, else the first
 * such file by name. NULL if the folder has none; free with g_free (). */
char *ncsn_idx_find_images (const char *folder);

G_END_DECLS
