/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends and receives messages, and makes pictures of the replies, whose claims are checked. */
#include "loader-wire.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>

#include <glib/gi18n-lib.h>
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

/* Whether a picture can be as the reply claims. */
static gboolean
is_possible (const NcsnLoaderReply *reply)
{
  return reply->width > 0 && reply->height > 0 &&
         reply->width <= NCSN_IMAGE_MAX_PIXELS / reply->height &&
         (reply->channels == 1 || reply->channels == 3) &&
         (reply->depth == 8 || reply->depth == 16) && isfinite (reply->gamma) &&
         reply->profile_size <= MAX_PROFILE_SIZE;
}

/* Receives `size` bytes and appends a NUL; *block is unchanged if there are none. FALSE when the
 * process has ended or memory is short. */
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

/* Receives what follows a reply. FALSE when the process has ended or memory is short. */
static gboolean
receive_image (int fd, const NcsnLoaderReply *reply, NcsnImage *image)
{
  const gsize n_pixels = reply->width * reply->height;
  image->depth = reply->depth;
  image->gamma = reply->gamma;
  image->jpeg = reply->jpeg;
  memcpy (image->resolution, reply->resolution, sizeof image->resolution);
  const gsize n_values = n_pixels * reply->channels;
  if (!(reply->has_bytes ? ncsn_loader_receive (fd, image->bytes, n_values)
                         : ncsn_loader_receive (fd, image->data, n_values * sizeof (float))))
    return FALSE;
  if (reply->has_alpha) {
    image->alpha = g_try_new (float, n_pixels);
    if (image->alpha == NULL || !ncsn_loader_receive (fd, image->alpha, n_pixels * sizeof (float)))
      return FALSE;
  }
  g_autofree char *profile = NULL, *exif = NULL, *iptc = NULL;
  if (!receive_block (fd, reply->profile_size, &profile) ||
      !receive_block (fd, reply->exif_size, &exif) ||
      !receive_block (fd, reply->xmp_size, &image->xmp) ||
      !receive_block (fd, reply->iptc_size, &iptc))
    return FALSE;
  if (profile != NULL)
    image->profile = g_bytes_new_take (g_steal_pointer (&profile), reply->profile_size);
  if (exif != NULL)
    image->exif = g_bytes_new_take (g_steal_pointer (&exif), reply->exif_size);
  if (iptc != NULL)
    image->iptc = g_bytes_new_take (g_steal_pointer (&iptc), reply->iptc_size);
  return TRUE;
}

/* Receives one reply and its picture. FALSE, with or without an error, when the process has ended,
 * memory is short or the claims are impossible. */
static gboolean
receive_one (int fd, NcsnLoaderReply *reply, NcsnImage **image, GError **error)
{
  if (!ncsn_loader_receive (fd, reply, sizeof *reply))
    return FALSE;
  if (reply->status != NCSN_LOADER_READ)
    return TRUE;
  if (!is_possible (reply))
    return FALSE;
  *image = reply->has_bytes
               ? ncsn_image_new_bytes (reply->width, reply->height, reply->channels, error)
               : ncsn_image_new (reply->width, reply->height, reply->channels, error);
  return *image != NULL && receive_image (fd, reply, *image);
}

/* Callers rely on the kind of values, the channels and the size that they asked for. */
static gboolean
is_as_asked (const NcsnImage *image, const NcsnImageLoadOptions *options)
{
  return (image->bytes != NULL) == options->bytes &&
         (options->channels == 0 || image->channels == options->channels) &&
         (options->width == 0 || image->width == options->width) &&
         (options->height == 0 || image->height == options->height);
}

gboolean
ncsn_loader_receive_reply (int fd, const NcsnLoaderRequest *request, NcsnLoaderReply *reply,
                           NcsnImage **image, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean received;
  do {
    g_clear_pointer (image, ncsn_image_free);
    received = receive_one (fd, reply, image, &reason);
    /* If the process dies after an answer, the next request fails at once, and the answer to it
     * arrives later. It has an older number and is ignored. */
  } while (received && reply->number != 0 && reply->number != request->number);
  if (received && (*image == NULL || is_as_asked (*image, &request->options)))
    return TRUE;
  if (reason == NULL)
    g_set_error_literal (
        &reason, NCSN_ERROR, NCSN_ERROR_MEMORY,
        _ ("The process that reads pictures has ended, perhaps because memory is short; "
           "close other programs and try again."));
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
