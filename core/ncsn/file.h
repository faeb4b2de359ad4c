/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading files from untrusted sources: opening never waits, and sizes are checked before memory is
 * allocated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens a regular file, or a link to one, for reading. Folders, devices, sockets and pipes are
 * refused; opening a pipe would wait for a writer. *size, unless NULL, receives the file's bytes.
 * Returns a descriptor, to be closed with close (), or -1 with NCSN_ERROR_FILE. The message is a
 * clause without a full stop, and the caller adds the file's name. */
int ncsn_file_open (const char *path, guint64 *size, GError **error);

/* The contents of a regular file of at most `max_size` bytes, followed by a zero byte (transfer
 * full, g_free ()). *size, unless NULL, receives the number of bytes without that zero. NULL with
 * an error as above, or with NCSN_ERROR_MEMORY. */
char *ncsn_file_read (const char *path, gsize max_size, gsize *size, GError **error);

/* Reads `count` bytes from `offset` on into `bytes`, and continues after signals. FALSE with errno
 * set; errno is 0 when the file ends too early. */
gboolean ncsn_file_read_at (int descriptor, guint64 offset, gpointer bytes, gsize count);

G_END_DECLS
