/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A temporary folder with files made by the tests. */
#pragma once

#include <glib.h>

#include "image/image.h"

/* A new empty folder; remove with folder_remove (). */
char *folder_new (void);
void folder_remove (char *folder); /* with all that is in it; frees the name */

/* The path of `name` in the folder; sub-folders in the name are made. Free with g_free (). */
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

/* Fails the test unless there is an error of one line that contains `words`; frees the error. */
void assert_sentence (GError **error, const char *words);
