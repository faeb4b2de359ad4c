/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's side of the loader. */
#include "loader.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#include "loader-process.h"

#define MAX_PROFILE_SIZE ((gsize)64 << 20)

struct _NcsnImageLoader {
  pid_t pid;
  int fd;
  guint64 number; /* of the last request */
};

gboolean
ncsn_loader_send (int fd, gconstpointer bytes, gsize size)
{
  const guint8 *at = bytes;
  while (size > 0) {
    const ssize_t n = send (fd, at, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    at += n;
    size -= n;
  }
  return TRUE;
}

gboolean
ncsn_loader_receive (int fd, gpointer bytes, gsize size)
{
  guint8 *at = bytes;
  while (size > 0) {
    const ssize_t n = recv (fd, at, size, 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    at += n;
    size -= n;
  }
  return TRUE;
}

NcsnImageLoader *
ncsn_image_loader_new (GError **error)
{
  int fds[2] = {-1, -1};
  const gboolean connected = socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0;
  const pid_t pid = connected ? fork () : -1;
  if (pid < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("No process can be started to read pictures: %s."), g_strerror (errno));
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
  close (loader->fd); /* which makes the process end */
  while (waitpid (loader->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_free (loader);
}

/* What the system has to say about a file is told here: GEGL would not tell. */
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
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("The picture “%s” is too large: it has %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                    " pixels, and %" G_GSIZE_FORMAT " million are the limit."),
                 path, reply->width, reply->height, NCSN_IMAGE_MAX_PIXELS / 1000000);
    return;
  case NCSN_LOADER_NO_MEMORY:
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("There is not enough memory to read the picture “%s”; make it smaller, or end "
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
                 _ ("“%s” is not a picture of a kind that can be read."), path);
    return;
  default:
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The picture “%s” cannot be read: it is damaged, or cut short."), path);
  }
}

/* What a reply claims is believed as far as any picture could be so. */
static gboolean
is_possible (const NcsnLoaderReply *reply)
{
  return reply->width > 0 && reply->height > 0 &&
         reply->width <= NCSN_IMAGE_MAX_PIXELS / reply->height &&
         (reply->channels == 1 || reply->channels == 3) &&
         (reply->depth == 8 || reply->depth == 16) && isfinite (reply->gamma) &&
         reply->profile_size <= MAX_PROFILE_SIZE;
}

/* A block of so many bytes, which a NUL follows; NULL if they are none. FALSE when the process is
 * gone, or without memory. */
static gboolean
receive_block (int fd, gsize size, char **block)
{
  if (size == 0)
    return TRUE;
  g_autofree char *bytes = size < G_MAXSIZE ? g_try_malloc (size + 1) : NULL;
  if (bytes == NULL || !ncsn_loader_receive (fd, bytes, size))
    return FALSE;
  bytes[size] = '\0';
  *block = g_steal_pointer (&bytes);
  return TRUE;
}

/* What follows a reply. FALSE when the process is gone, or without memory. */
static gboolean
receive_image (int fd, const NcsnLoaderReply *reply, NcsnImage *image)
{
  const gsize n_pixels = reply->width * reply->height;
  image->depth = reply->depth;
  image->gamma = reply->gamma;
  memcpy (image->resolution, reply->resolution, sizeof image->resolution);
  if (!ncsn_loader_receive (fd, image->data, n_pixels * reply->channels * sizeof (float)))
    return FALSE;
  if (reply->has_alpha) {
    image->alpha = g_try_new (float, n_pixels);
    if (image->alpha == NULL || !ncsn_loader_receive (fd, image->alpha, n_pixels * sizeof (float)))
      return FALSE;
  }
  g_autofree char *profile = NULL, *exif = NULL;
  if (!receive_block (fd, reply->profile_size, &profile) ||
      !receive_block (fd, reply->exif_size, &exif) ||
      !receive_block (fd, reply->xmp_size, &image->xmp))
    return FALSE;
  if (profile != NULL)
    image->profile = g_bytes_new_take (g_steal_pointer (&profile), reply->profile_size);
  if (exif != NULL)
    image->exif = g_bytes_new_take (g_steal_pointer (&exif), reply->exif_size);
  return TRUE;
}

gboolean
ncsn_loader_receive_reply (int fd, NcsnLoaderReply *reply, NcsnImage **image, GError **error)
{
  gboolean received = ncsn_loader_receive (fd, reply, sizeof *reply);
  if (received && reply->status == NCSN_LOADER_READ) {
    *image = is_possible (reply)
                 ? ncsn_image_new (reply->width, reply->height, reply->channels, error)
                 : NULL;
    if (*image == NULL && error != NULL && *error != NULL)
      return FALSE;
    received = *image != NULL && receive_image (fd, reply, *image);
  }
  if (!received)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                         _ ("The process that reads pictures has ended; is memory short?"));
  return received;
}

NcsnImage *
ncsn_image_loader_load (NcsnImageLoader *loader, const char *path,
                        const NcsnImageLoadOptions *options, GError **error)
{
  if (!check_file (path, error))
    return NULL;

  const NcsnLoaderRequest request = {
      .number = ++loader->number, .options = *options, .path_size = strlen (path) + 1};
  g_autoptr (NcsnImage) image = NULL;
  NcsnLoaderReply reply;
  (void)(ncsn_loader_send (loader->fd, &request, sizeof request) &&
         ncsn_loader_send (loader->fd, path, request.path_size));
  do {
    g_clear_pointer (&image, ncsn_image_free);
    if (!ncsn_loader_receive_reply (loader->fd, &reply, &image, error)) {
      /* What comes next would be taken for a reply. */
      shutdown (loader->fd, SHUT_RDWR);
      return NULL;
    }
    /* An older number: its answer was given already, by a process that has died in between. */
  } while (reply.number != 0 && reply.number != request.number);

  if (reply.status != NCSN_LOADER_READ)
    set_error (error, path, &reply);
  return g_steal_pointer (&image);
}
