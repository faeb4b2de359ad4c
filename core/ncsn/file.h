/* Files that anybody may have put there: opened without waiting, and never taken for larger than
 * they are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens a regular file, or a link to one, for reading. What would wait for somebody to write into
 * it, such as a pipe, is refused, as are folders and devices. *size, unless NULL, receives its
 * bytes. Returns a descriptor, to be closed with close (); -1 with NCSN_ERROR_FILE, whose message
 * is a clause without a full stop: the caller names the file. */
int ncsn_file_open (const char *path, guint64 *size, GError **error);

/* The contents of a regular file of at most `most` bytes, and a zero behind them (free with
 * g_free ()). *size, unless NULL, receives the bytes before the zero. Errors are as above. */
char *ncsn_file_read (const char *path, gsize most, gsize *size, GError **error);

/* Reads `count` bytes from `offset` on into `bytes`, whatever interrupts. FALSE, with errno 0 where
 * the file ends before. */
gboolean ncsn_file_read_at (int descriptor, guint64 offset, gpointer bytes, gsize count);

G_END_DECLS
