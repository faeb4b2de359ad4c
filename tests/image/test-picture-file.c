/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picture files of all four formats: records in damaged files, and hostile metadata and codings. */
#include "image/picture-file.h"

#include <string.h>

#include "folder.h"
#include "image/jpeg.h"
#include "image/loader.h"

enum { WIDTH = 19, HEIGHT = 11 };

static const char *const names[] = {"a.png", "b.JPG", "c.tiff", "d.webp"};

/* Random numbers of 16 bits. */
static NcsnImage *
noise (guint channels)
{
  NcsnImage *image = ncsn_image_new (WIDTH, HEIGHT, channels, NULL);
  image->depth = 16;
  for (gsize i = 0; i < (gsize)WIDTH * HEIGHT * channels; i++)
    image->data[i] = (i * 7919 % 65536) / 65535.0f;
  return image;
}

/* The record is found in every format; a file that is cut short, wherever, gives it or a sentence.
 */
static void
test_record (void)
{
  static const char text[] = "[ncsn]\nmodel=Ω ≠ 日本\nseed=7\n";
  char *folder = folder_new ();
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autofree char *path = folder_path (folder, names[k]), *bytes = NULL;
    g_autofree char *part = folder_path (folder, "part");
    g_autoptr (NcsnImage) image = noise (3);
    GError *error = NULL;
    gsize size;
    g_assert_true (ncsn_picture_file_save (image, text, path, &error));
    g_autofree char *record = ncsn_image_read_record (path, &error);
    g_assert_cmpstr (record, ==, text);
    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    for (gsize n = 0; n < size; n++) {
      g_assert_true (
          g_file_set_contents_full (part, bytes, (gssize)n, G_FILE_SET_CONTENTS_NONE, 0666, NULL));
      g_autofree char *found = ncsn_image_read_record (part, &error);
      if (found == NULL)
        assert_sentence (&error, "part");
      else
        g_assert_cmpstr (found, ==, text);
    }
    g_assert_true (ncsn_picture_file_save (image, NULL, path, &error));
    g_assert_null (ncsn_image_read_record (path, &error));
    assert_sentence (&error, "does not hold the settings");
  }
  folder_remove (folder);
}

static void
check_tiff (NcsnImageLoader *loader, const char *folder, const NcsnImage *image)
{
  const NcsnImageLoadOptions exactly = {.exact = TRUE};
  g_autofree char *path = folder_path (folder, "a.tif");
  g_autoptr (GError) error = NULL;
  g_assert_true (ncsn_picture_file_save (image, "text", path, &error));
  g_autoptr (NcsnImage) back = ncsn_image_loader_load (loader, path, &exactly, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->depth, ==, 16);
  for (gsize i = 0; i < (gsize)WIDTH * HEIGHT * image->channels; i++)
    g_assert_cmpuint (ncsn_image_word (back->data[i]), ==, ncsn_image_word (image->data[i]));
}

/* EXIF data that are none, or whose directory is elsewhere or endless, leave the pixels alone. */
static void
test_exif (gconstpointer data)
{
  static const guint8 blocks[][22] = {
      "",
      "II*",
      "nonsense, no header",
      {'I', 'I', 42, 0, 255, 255, 255, 255, 1},
      {'I', 'I', 42, 0, 18, 0, 0, 0, 1},
      {'I', 'I', 42, 0, 19, 0, 0, 0, 1},
      {'I', 'I', 42, 0, 8, 0, 0, 0, 255, 255},                         /* 65535 entries */
      {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0, 1, 4, 0, 1, 0, 0, 0, 99}, /* another width */
      {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1}};
  char *folder = folder_new ();
  for (gsize k = 0; k < G_N_ELEMENTS (blocks); k++) {
    g_test_message ("block %" G_GSIZE_FORMAT, k);
    g_autoptr (NcsnImage) image = noise (k % 2 == 0 ? 3 : 1);
    image->exif = g_bytes_new (blocks[k], sizeof blocks[k]);
    image->xmp = g_strdup ("x");
    check_tiff ((NcsnImageLoader *)data, folder, image);
  }
  folder_remove (folder);
}

static char *
jpeg_of (const char *folder, const NcsnJpegCoding *coding, gsize *size)
{
  char *bytes = NULL;
  g_autofree char *path = folder_path (folder, "a.jpg");
  g_autoptr (NcsnImage) image = noise (3);
  image->jpeg = *coding;
  g_assert_true (ncsn_picture_file_save (image, NULL, path, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, size, NULL));
  return bytes;
}

/* A coding that no file can have counts as none; others are read from the file as they were. */
static void
test_coding (void)
{
  NcsnJpegCoding sound = {
      .channels = 3, .across = {2, 1, 1}, .down = {1, 1, 1}, .table = {0, 3, 3}};
  for (guint i = 0; i < 64; i++) {
    sound.tables[0][i] = 1 + i * 5;
    sound.tables[3][i] = 200 - i;
  }
  char *folder = folder_new ();
  gsize n_plain, n;
  g_autofree char *plain = jpeg_of (folder, &(NcsnJpegCoding){0}, &n_plain);
  NcsnJpegCoding odd[9];
  for (gsize k = 0; k < G_N_ELEMENTS (odd); k++)
    odd[k] = sound;
  odd[0].channels = 4;
  odd[1].channels = 1;
  odd[2].table[1] = 4;
  odd[3].table[1] = 2; /* not there */
  odd[4].tables[0][63] = 0;
  odd[5].across[0] = 0;
  odd[6].down[2] = 5;
  odd[7].across[1] = 3; /* not a part of 2 */
  memset (odd[8].across, 4, 3);
  for (gsize k = 0; k < G_N_ELEMENTS (odd); k++) {
    g_autofree char *bytes = jpeg_of (folder, &odd[k], &n);
    g_assert_cmpmem (bytes, n, plain, n_plain);
  }
  NcsnJpegCoding read = {0};
  g_autofree char *bytes = jpeg_of (folder, &sound, &n);
  ncsn_jpeg_read_coding ((const guint8 *)bytes, n, &read);
  g_assert_cmpmem (&read, sizeof read, &sound, sizeof sound);
  for (gsize length = 0; length < n; length++)
    ncsn_jpeg_read_coding ((const guint8 *)bytes, length, &read);
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = folder_test_init (&argc, &argv);

  g_test_add_func ("/picture-file/record", test_record);
  g_test_add_data_func ("/picture-file/exif", loader, test_exif);
  g_test_add_func ("/picture-file/coding", test_coding);
  return g_test_run ();
}
