/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary folders and files for the tests. */
#pragma once

#include <glib.h>

#include "image/image.h"

/* A new empty folder; remove it with folder_remove (). */
char *folder_new (void);
void folder_remove (char *folder); /* with its contents; frees `folder` */

/* The path of `name` in the folder (free with g_free ()). Creates the sub-folders in `name`. */
char *folder_path (const char *folder, const char *name);

/* Writes a file into the folder and returns its path. */
char *folder_write (const char *folder, const char *name, const void *bytes, gsize size);

/* The same, compressed by gzip. */
char *folder_write_gzip (const char *folder, const char *name, const void *bytes, gsize size);

/* Writes a PNG of one colour (gray if channels is 1, else value, value/2, 0). */
char *folder_write_flat (const char *folder, const char *name, gsize width, gsize height,
                         guint channels, guint8 value);

/* An IDX file of unsigned bytes in memory: the header for these extents and `size` bytes that count
 * 0, 1, 2 … modulo 256. Free with g_byte_array_unref (). */
GByteArray *idx_bytes (guint n_dimensions, const guint32 *extents, gsize size);

/* Asserts that *error is set, is one line and contains `words`; clears it. */
void assert_sentence (GError **error, const char *words);
