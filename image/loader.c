/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader in the program: sends requests to the process and turns its replies into errors. */
#include "loader.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#include "loader-process.h"
#include "loader-wire.h"

struct _NcsnImageLoader {
  pid_t pid;
  int fd;
  guint64 number; /* of the last request */
};

NcsnImageLoader *
ncsn_image_loader_new (GError **error)
{
  int fds[2] = {-1, -1};
  const gboolean connected = socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0;
  const pid_t pid = connected ? fork () : -1;
  if (pid < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("The process that reads pictures cannot be started: %s."), g_strerror (errno));
    for (gsize i = 0; connected && i < G_N_ELEMENTS (fds); i++)
      close (fds[i]);
    return NULL;
  }
  if (pid == 0) {
    close (fds[0]);
    ncsn_loader_process_run (fds[1]);
  }

  close (fds[1]);
  NcsnImageLoader *loader = g_new0 (NcsnImageLoader, 1);
  loader->pid = pid;
  loader->fd = fds[0];
  return loader;
}

void
ncsn_image_loader_free (NcsnImageLoader *loader)
{
  if (loader == NULL)
    return;
  close (loader->fd); /* ends the process */
  while (waitpid (loader->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_free (loader);
}

/* Reports the system's reason why a file cannot be opened, which GEGL does not. */
static gboolean
check_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  guint64 size = 0;
  const int fd = ncsn_file_open (path, &size, &reason);
  if (fd >= 0)
    close (fd);
  if (size > 0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be read: %s."), path,
               reason != NULL ? reason->message : _ ("it is empty"));
  return FALSE;
}

static void
set_error (GError **error, const char *path, const NcsnLoaderReply *reply)
{
  switch (reply->status) {
  case NCSN_LOADER_TOO_LARGE:
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MEMORY,
        _ ("The picture “%s” is too large: it has %zu × %zu pixels, and the limit is %zu million."),
        path, reply->width, reply->height, NCSN_IMAGE_MAX_PIXELS / 1000000);
    return;
  case NCSN_LOADER_NO_MEMORY:
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MEMORY,
        _ ("There is not enough memory to read the picture “%s”; make it smaller, or close "
           "other programs."),
        path);
    return;
  case NCSN_LOADER_SLOW:
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” was not read within %d seconds; make it smaller, or save it "
                    "as PNG."),
                 path, NCSN_LOADER_SECONDS);
    return;
  case NCSN_LOADER_UNKNOWN:
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("“%s” is not a picture in a format that can be read."), path);
    return;
  default:
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” cannot be read: it is damaged, or cut short."), path);
  }
}

/* Sends a request about a file and receives the reply and its picture, if it has one (transfer
 * full). FALSE when that failed. */
static gboolean
ask (NcsnImageLoader *loader, NcsnLoaderRequest *request, const char *path, NcsnLoaderReply *reply,
     NcsnImage **image, GError **error)
{
  request->number = ++loader->number;
  request->path_size = strlen (path) + 1;
  (void)(ncsn_loader_send (loader->fd, request, sizeof *request) &&
         ncsn_loader_send (loader->fd, path, request->path_size));
  if (ncsn_loader_receive_reply (loader->fd, request, reply, image, error))
    return TRUE;
  /* The rest of this reply would be taken for the next one. */
  shutdown (loader->fd, SHUT_RDWR);
  return FALSE;
}

NcsnImage *
ncsn_image_loader_load (NcsnImageLoader *loader, const char *path,
                        const NcsnImageLoadOptions *options, GError **error)
{
  NcsnLoaderRequest request = {.options = *options};
  g_autoptr (NcsnImage) image = NULL;
  NcsnLoaderReply reply;
  if (!check_file (path, error) || !ask (loader, &request, path, &reply, &image, error))
    return NULL;
  if (reply.status != NCSN_LOADER_READ)
    set_error (error, path, &reply);
  return g_steal_pointer (&image);
}

gboolean
ncsn_image_loader_knows (NcsnImageLoader *loader, const char *path)
{
  NcsnLoaderRequest request = {.only_format = TRUE};
  g_autoptr (NcsnImage) image = NULL;
  NcsnLoaderReply reply;
  return !check_file (path, NULL) || !ask (loader, &request, path, &reply, &image, NULL) ||
         reply.status != NCSN_LOADER_UNKNOWN;
}
