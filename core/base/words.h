/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The byte order of files. A word is a 32-bit number, a float or an integer, which files hold with
 * its lowest byte first, whatever the processor's order. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes `size` bytes of a file. FALSE: no more are wanted. */
typedef gboolean (*NcsnBytesFunc) (gpointer user_data, const guint8 *bytes, gsize size);

/* Hands over `count` words as the bytes of a file, in one or more pieces. FALSE once `take` has
 * returned FALSE. */
gboolean ncsn_words_to_file (const void *words, gsize count, NcsnBytesFunc take,
                             gpointer user_data);

/* The words of a file in the processor's order. bytes: transfer full, a whole number of words.
 * Copies them only where that order is another. */
GBytes *ncsn_words_from_file (GBytes *bytes);

G_END_DECLS
