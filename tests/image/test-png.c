/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG files: all numbers at both depths, alpha, profiles, records, and full disks. */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include <gegl.h>

#include "folder.h"
#include "image/loader.h"
#include "image/picture-file.h"

enum { SIDE = 256, PIXELS = SIDE * SIDE };

/* All 16-bit numbers in each channel, in a different order in each. */
static NcsnImage *
all_words (guint channels, gboolean with_alpha)
{
  NcsnImage *image = ncsn_image_new (SIDE, SIDE, channels, NULL);
  image->depth = 16;
  for (gsize i = 0; i < PIXELS; i++)
    for (guint c = 0; c < channels; c++)
      image->data[i * channels + c] = ((i + c * 1000) % PIXELS) / 65535.0f;
  if (!with_alpha)
    return image;
  image->alpha = g_new (float, PIXELS);
  for (gsize i = 0; i < PIXELS; i++)
    image->alpha[i] = (PIXELS - 1 - i) / 65535.0f;
  return image;
}

static void
assert_same (const NcsnImage *a, const NcsnImage *b)
{
  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  g_assert_cmpuint (a->channels, ==, b->channels);
  g_assert_cmpuint (a->depth, ==, b->depth);
  for (gsize i = 0; i < a->width * a->height * a->channels; i++)
    g_assert_cmpuint (ncsn_image_word (a->data[i]), ==, ncsn_image_word (b->data[i]));
  g_assert_true ((a->alpha != NULL) == (b->alpha != NULL));
  for (gsize i = 0; a->alpha != NULL && i < a->width * a->height; i++)
    g_assert_cmpuint (ncsn_image_word (a->alpha[i]), ==, ncsn_image_word (b->alpha[i]));
}

static NcsnImage *
save_and_load (NcsnImageLoader *loader, const NcsnImage *image, const char *path)
{
  const NcsnImageLoadOptions exactly = {.exact = TRUE};
  g_autoptr (GError) error = NULL;
  g_assert_true (ncsn_image_save_png (image, NULL, path, &error));
  g_assert_no_error (error);
  NcsnImage *back = ncsn_image_loader_load (loader, path, &exactly, &error);
  g_assert_no_error (error);
  return back;
}

static void
test_words (gconstpointer data)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_path (folder, "words.png");
  for (guint channels = 1; channels <= 3; channels += 2)
    for (int alpha = 0; alpha < 2; alpha++) {
      g_autoptr (NcsnImage) image = all_words (channels, alpha == 1);
      g_autoptr (NcsnImage) back = save_and_load ((NcsnImageLoader *)data, image, path);
      g_assert_null (back->profile);
      assert_same (image, back);
    }
  folder_remove (folder);
}

/* Fully transparent pixels keep their colour, and a picture that is saved twice gives the same
 * bytes. */
static void
test_bytes (gconstpointer data)
{
  char *folder = folder_new ();
  g_autofree char *first = folder_path (folder, "first.png");
  g_autofree char *second = folder_path (folder, "second.png");
  g_autofree char *bytes = NULL, *again = NULL;
  gsize n_bytes, n_again;
  g_autoptr (NcsnImage) image = ncsn_image_new (16, 16, 1, NULL);
  image->alpha = g_new0 (float, 256);
  for (gsize i = 0; i < 256; i++)
    image->data[i] = i / 255.0f;
  g_autoptr (NcsnImage) back = save_and_load ((NcsnImageLoader *)data, image, first);
  assert_same (image, back);
  g_assert_true (ncsn_image_save_png (back, NULL, second, NULL));
  g_assert_true (g_file_get_contents (first, &bytes, &n_bytes, NULL));
  g_assert_true (g_file_get_contents (second, &again, &n_again, NULL));
  g_assert_cmpmem (bytes, n_bytes, again, n_again);
  folder_remove (folder);
}

/* A picture in another colour space keeps its numbers and its profile when it is read exactly, and
 * is converted otherwise. */
static void
test_profile (gconstpointer data)
{
  NcsnImageLoader *loader = (NcsnImageLoader *)data;
  const NcsnImageLoadOptions converted = {0};
  char *folder = folder_new ();
  g_autofree char *path = folder_path (folder, "profile.png");
  int size;
  const char *icc = babl_space_get_icc (babl_space ("Apple"), &size);
  g_autoptr (NcsnImage) image = all_words (3, FALSE);
  image->profile = g_bytes_new (icc, size);
  g_autoptr (NcsnImage) back = save_and_load (loader, image, path);
  assert_same (image, back);
  g_assert_nonnull (back->profile);
  g_assert_true (g_bytes_equal (image->profile, back->profile));

  g_autoptr (NcsnImage) srgb = ncsn_image_loader_load (loader, path, &converted, NULL);
  double difference = 0;
  for (gsize i = 0; i < 3 * PIXELS; i++)
    difference += ABS (srgb->data[i] - image->data[i]) / (3 * PIXELS);
  g_assert_null (srgb->profile);
  g_assert_cmpfloat (difference, >, 0.01);
  folder_remove (folder);
}

static void
test_record (void)
{
  static const char text[] = "[ncsn]\nmodel=Ω ≠ 日本\nseed=7\n";
  char *folder = folder_new ();
  g_autofree char *path = folder_path (folder, "record.png");
  g_autofree char *part = folder_path (folder, "part.png");
  g_autofree char *bytes = NULL;
  gsize size;
  GError *error = NULL;
  g_autoptr (NcsnImage) image = ncsn_image_new (3, 3, 1, NULL);
  g_assert_true (ncsn_image_save_png (image, text, path, &error));
  g_autofree char *record = ncsn_image_read_record (path, &error);
  g_assert_cmpstr (record, ==, text);

  /* Truncated anywhere, the file gives its record or an error. */
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  const char *pixels = memmem (bytes, size, "IDAT", 4);
  for (gsize n = 0; n < size; n++) {
    g_assert_true (g_file_set_contents (part, bytes, (gssize)n, NULL));
    g_autofree char *found = ncsn_image_read_record (part, &error);
    if ((gssize)n >= pixels + 4 - bytes)
      g_assert_cmpstr (found, ==, text);
    else
      assert_sentence (&error, "part.png");
  }
  folder_remove (folder);
}

static void
test_no_record (void)
{
  char *folder = folder_new ();
  GError *error = NULL;
  g_autofree char *flat = folder_write_flat (folder, "flat.png", 3, 3, 1, 9);
  g_autofree char *text = folder_write (folder, "text.png", "a few words", 11);
  g_assert_null (ncsn_image_read_record (flat, &error));
  assert_sentence (&error, "flat.png");
  g_assert_null (ncsn_image_read_record (text, &error));
  assert_sentence (&error, "does not hold the settings");
  g_assert_null (ncsn_image_read_record (folder, &error));
  assert_sentence (&error, folder);
  g_assert_null (ncsn_image_read_record ("/nowhere.png", &error));
  assert_sentence (&error, "/nowhere.png");
  folder_remove (folder);
}

/* A limit on the size of files simulates a full disk. */
static void
test_full_disk (void)
{
  struct rlimit limit, small;
  char *folder = folder_new ();
  g_autofree char *path = folder_write_flat (folder, "old.png", 3, 3, 1, 9);
  g_autofree char *before = NULL, *after = NULL;
  GError *error = NULL;
  g_autoptr (NcsnImage) image = all_words (3, TRUE);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = (struct rlimit){.rlim_cur = 100, .rlim_max = limit.rlim_max};
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (ncsn_image_save_png (image, NULL, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_sentence (&error, "old.png");

  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "old.png");
  g_assert_null (g_dir_read_name (dir)); /* no temporary file is left */
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = folder_test_init (&argc, &argv);

  g_test_add_data_func ("/png/words", loader, test_words);
  g_test_add_data_func ("/png/bytes", loader, test_bytes);
  g_test_add_data_func ("/png/profile", loader, test_profile);
  g_test_add_func ("/png/record", test_record);
  g_test_add_func ("/png/no-record", test_no_record);
  g_test_add_func ("/png/full-disk", test_full_disk);
  return g_test_run ();
}
