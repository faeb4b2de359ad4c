/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens and reads files from untrusted sources. The kind of a file is checked after it was opened,
 * so that no other file can take its place between the check and the read. */
#include "ncsn/file.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ncsn/error.h"

/* What stands in the place of a file, as an objection. */
static const char *
object_to_kind (mode_t mode)
{
  return S_ISDIR (mode)    ? _ ("it is a folder, not a file")
         : S_ISFIFO (mode) ? _ ("it is a pipe, not a file")
         : S_ISSOCK (mode) ? _ ("it is a socket, not a file")
                           : _ ("it is a device, not a file");
}

int
ncsn_file_open (const char *path, guint64 *size, GError **error)
{
  struct stat status;
  /* Do not wait for a pipe's writer, and do not make a terminal the process's own. */
  int descriptor = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (descriptor < 0 || fstat (descriptor, &status) != 0)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FILE,
                         errno == ENXIO ? _ ("it is a socket or a device, not a file")
                                        : g_strerror (errno));
  else if (!S_ISREG (status.st_mode))
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FILE, object_to_kind (status.st_mode));
  else {
    if (size != NULL)
      *size = (guint64)status.st_size;
    return descriptor;
  }
  if (descriptor >= 0)
    close (descriptor);
  return -1;
}

gboolean
ncsn_file_read_at (int descriptor, guint64 offset, gpointer bytes, gsize count)
{
  guint8 *at = bytes;

  while (count > 0) {
    ssize_t n = pread (descriptor, at, count, (off_t)offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n == 0)
      errno = 0;
    if (n <= 0)
      return FALSE;
    at += n;
    offset += (guint64)n;
    count -= (gsize)n;
  }
  return TRUE;
}

static char *
read_all (int descriptor, guint64 size, gsize max_size, GError **error)
{
  g_autofree char *text = size <= max_size ? g_try_malloc (size + 1) : NULL;

  if (size > max_size)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE,
                 _ ("it has %" PRIu64 " bytes, more than the limit of %zu"), size, max_size);
  else if (text == NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY, _ ("there is not enough memory"));
  else if (!ncsn_file_read_at (descriptor, 0, text, size))
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FILE,
                         errno ? g_strerror (errno) : _ ("it became shorter while it was read"));
  else {
    text[size] = '\0';
    return g_steal_pointer (&text);
  }
  return NULL;
}

char *
ncsn_file_read (const char *path, gsize max_size, gsize *size, GError **error)
{
  guint64 bytes;
  int descriptor = ncsn_file_open (path, &bytes, error);

  if (descriptor < 0)
    return NULL;
  char *text = read_all (descriptor, bytes, max_size, error);
  close (descriptor);
  if (text != NULL && size != NULL)
    *size = (gsize)bytes;
  return text;
}
