/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads IDX files, the format of the MNIST data sets: a big-endian header and unsigned bytes.
 *
 *   byte 0, 1   zero
 *   byte 2      element type; only 0x08, unsigned byte, is supported
 *   byte 3      number of dimensions
 *   then        one 32-bit extent for each dimension, slowest first
 *   then        the elements
 *
 * A file may be compressed by gzip, which its first bytes tell, not its name. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NCSN_IDX_IMAGES 3 /* dimensions of a file of pictures: count, height, width */
#define NCSN_IDX_LABELS 1 /* dimensions of a file of labels: count */

/* Memory that each picture of a data set needs beside its pixels, approximately. */
#define NCSN_IDX_BYTES_AN_ITEM 160

/* Reads a file that must have `n_dimensions` dimensions (1 to 3) and writes their sizes to
 * `extents`. Returns the elements, as many as the product of the extents (free with g_free ()), or
 * NULL with an error that names the file. Before it reads the elements, it refuses a file that is
 * too large for the memory and a decompression bomb. Memory grows only with the bytes that arrive,
 * and reading stops at the size that the header announces. */
guint8 *ncsn_idx_load (const char *path, guint n_dimensions, guint32 *extents, GError **error);

/* The path of the labels that belong to a file of pictures by MNIST's names ("x-images-idx3-ubyte"
 * and "x-labels-idx1-ubyte", with or without ".gz"), or NULL if there is no such file. Free with
 * g_free (). */
char *ncsn_idx_find_labels (const char *images_path);

/* The path of the IDX pictures in a folder: train-images-idx3-ubyte[.gz] if it exists, else the
 * first file by name that ends like it. NULL if the folder has none; free with g_free (). */
char *ncsn_idx_find_images (const char *folder);

G_END_DECLS
