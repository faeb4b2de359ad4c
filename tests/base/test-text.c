/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that text from outside becomes harmless, and that only regular files are read. */
#undef G_DISABLE_ASSERT
#include "ncsn/text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "ncsn/file.h"

static void
test_clean (void)
{
  static const struct {
    const char *text, *allowed, *clean;
  } cases[] = {
      {"plain", "", "plain"},
      {"Füße, 文字, שלום, 👩‍🚀", "", "Füße, 文字, שלום, 👩‍🚀"},
      {"\033[31mred\033[0m", "", " [31mred [0m"},
      {"one\nncsn: two\r\tthree\x7f", "", "one ncsn: two  three "},
      {"one\n\ttwo\r", "\n\t", "one\n\ttwo "},
      {"\xc2\x9b"
       "31m, \xc2\x85",
       "\n", " 31m,  "}, /* CSI and NEL, control characters above 0x7f */
      {"a\xe2\x80\xa8"
       "b\xe2\x80\xa9"
       "c",
       "", "a b c"}, /* line and paragraph separators */
      {"x\xe2\x80\xaegnp.exe\xe2\x81\xa6", "",
       "x gnp.exe "}, /* a direction override and an isolate */
      {"\x9b"
       "31m",
       "",
       "\xef\xbf\xbd"
       "31m"}, /* not UTF-8 */
      {"", "", ""},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *clean = ncsn_text_clean (cases[i].text, cases[i].allowed);
    g_assert_cmpstr (clean, ==, cases[i].clean);
  }
}

static void
assert_refused (const char *path, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (ncsn_file_open (path, NULL, &error), ==, -1);
  g_assert_nonnull (strstr (error->message, fragment));
  g_clear_error (&error);
  g_assert_null (ncsn_file_read (path, 100, NULL, &error));
  g_assert_nonnull (strstr (error->message, fragment));
}

/* None of these calls may wait; if one did, the test would not end. */
static void
test_kinds (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ncsn-file-XXXXXX", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *socket_path = g_build_filename (folder, "socket", NULL);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("pipe", link), ==, 0);
  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  int listener = socket (AF_UNIX, SOCK_STREAM, 0);
  g_assert_cmpint (bind (listener, (struct sockaddr *)&address, sizeof address), ==, 0);

  assert_refused (pipe, "a pipe, not a file");
  assert_refused (link, "a pipe, not a file");
  assert_refused (socket_path, "not a file");
  assert_refused (folder, "a folder, not a file");
  assert_refused ("/dev/zero", "a device, not a file");
  assert_refused ("/nowhere", g_strerror (ENOENT));

  close (listener);
  g_assert_cmpint (g_remove (socket_path), ==, 0);
  g_assert_cmpint (g_remove (link), ==, 0);
  g_assert_cmpint (g_remove (pipe), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_read (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint64 bytes;
  gsize size;
  char part[3];
  close (g_file_open_tmp ("ncsn-file-XXXXXX", &path, NULL));
  g_assert_true (g_file_set_contents (path, "ab\0cd", 5, NULL));
  g_autofree char *text = ncsn_file_read (path, 5, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, size + 1, "ab\0cd", 6);
  g_assert_null (ncsn_file_read (path, 4, &size, &error));
  g_assert_nonnull (strstr (error->message, "5 bytes, more than the limit of 4"));

  int descriptor = ncsn_file_open (path, &bytes, NULL);
  g_assert_cmpuint (bytes, ==, 5);
  g_assert_true (ncsn_file_read_at (descriptor, 2, part, 3));
  g_assert_cmpmem (part, 3, "\0cd", 3);
  g_assert_false (ncsn_file_read_at (descriptor, 3, part, 3));
  g_assert_cmpint (errno, ==, 0);
  close (descriptor);

  /* A sparse file of one terabyte. */
  g_assert_cmpint (truncate (path, (off_t)1 << 40), ==, 0);
  g_clear_error (&error);
  g_assert_null (ncsn_file_read (path, 1 << 20, &size, &error));
  g_assert_cmpint (g_remove (path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/clean", test_clean);
  g_test_add_func ("/file/kinds", test_kinds);
  g_test_add_func ("/file/read", test_read);
  return g_test_run ();
}
