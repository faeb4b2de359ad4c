/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies of the loader's process, which a hostile file may have taken over. */
#include "image/loader-wire.h"

#include <math.h>
#include <sys/socket.h>
#include <unistd.h>

#include "folder.h"

static const NcsnImageLoadOptions any = {0}, as_bytes = {.bytes = TRUE};
static const NcsnLoaderReply sound = {
    .number = 1, .status = NCSN_LOADER_READ, .width = 3, .height = 2, .channels = 1, .depth = 8};

/* The picture of a reply that is followed by `count` bytes and the end of the connection. */
static NcsnImage *
receive (NcsnLoaderReply claimed, gsize count, NcsnImageLoadOptions asked, GError **error)
{
  const NcsnLoaderRequest request = {.number = 1, .options = asked};
  int fds[2];
  NcsnImage *image = NULL;
  g_autofree guint8 *bytes = g_malloc0 (count + 1);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  g_assert_true (ncsn_loader_send (fds[1], &claimed, sizeof claimed));
  g_assert_true (ncsn_loader_send (fds[1], bytes, count));
  close (fds[1]);
  if (!ncsn_loader_receive_reply (fds[0], &request, &claimed, &image, error))
    g_clear_pointer (&image, ncsn_image_free);
  close (fds[0]);
  return image;
}

static void
test_sound (void)
{
  g_autoptr (GError) error = NULL;
  NcsnLoaderReply reply = sound;
  reply.has_alpha = TRUE;
  reply.profile_size = 5;
  g_autoptr (NcsnImage) image = receive (reply, 2 * 6 * sizeof (float) + 5, any, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->width * image->height * image->channels, ==, 6);
  g_assert_nonnull (image->alpha);
  g_assert_cmpuint (g_bytes_get_size (image->profile), ==, 5);
}

/* Bytes are refused where floats were asked for, and floats where bytes were. */
static void
test_bytes (void)
{
  GError *error = NULL;
  NcsnLoaderReply reply = sound;
  g_assert_null (receive (reply, 6 * sizeof (float), as_bytes, &error));
  assert_sentence (&error, "process that reads pictures");
  reply.has_bytes = TRUE;
  g_assert_null (receive (reply, 6, any, &error));
  assert_sentence (&error, "process that reads pictures");
  reply.number = 0; /* of the current request, like 1 */
  g_assert_null (receive (reply, 6, any, &error));
  assert_sentence (&error, "process that reads pictures");
  g_autoptr (NcsnImage) image = receive (reply, 6, as_bytes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (image->bytes);
  g_assert_null (image->data);
}

/* A picture with other channels or another size than asked for is refused. */
static void
test_as_asked (void)
{
  static const NcsnImageLoadOptions others[] = {
      {.channels = 3}, {.width = 4, .height = 2}, {.width = 3, .height = 1}};
  const NcsnImageLoadOptions same = {.channels = 1, .width = 3, .height = 2};
  GError *error = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_assert_null (receive (sound, 6 * sizeof (float), others[i], &error));
    assert_sentence (&error, "process that reads pictures");
  }
  g_autoptr (NcsnImage) image = receive (sound, 6 * sizeof (float), same, &error);
  g_assert_no_error (error);
}

static void
test_claims (void)
{
  NcsnLoaderReply replies[10];
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    replies[i] = sound;
  replies[0].width = G_MAXSIZE;
  replies[1].width = replies[1].height = (gsize)1 << 32;
  replies[2].width = 0;
  replies[3].channels = 1u << 30;
  replies[4].channels = 2;
  replies[5].depth = 0;
  replies[6].profile_size = G_MAXSIZE;
  replies[7].gamma = NAN;
  replies[8].width = replies[8].height = 9000; /* possible, but no data follow */
  replies[9].profile_size = (gsize)60 << 20;
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    GError *error = NULL;
    g_assert_null (receive (replies[i], 6 * sizeof (float), any, &error));
    assert_sentence (&error, "process that reads pictures");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader/sound", test_sound);
  g_test_add_func ("/loader/bytes", test_bytes);
  g_test_add_func ("/loader/as-asked", test_as_asked);
  g_test_add_func ("/loader/claims", test_claims);
  return g_test_run ();
}
