/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole buffers through the socket, and pictures made of what arrives. */
#include "loader-wire.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#define MAX_PROFILE_SIZE ((gsize)64 << 20)

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
