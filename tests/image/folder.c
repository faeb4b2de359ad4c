/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes temporary folders and files for the tests. */
#include "folder.h"

#include <string.h>

#include <gegl.h>
#include <gio/gio.h>

#include "image/picture-file.h"
#include "remove-tree.h"

NcsnImageLoader *
folder_test_init (int *argc, char ***argv)
{
  NcsnImageLoader *loader = ncsn_image_loader_new (NULL);

  gegl_init (NULL, NULL);
  g_test_init (argc, argv, NULL);
  return loader;
}

char *
folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("ncsn-test-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

void
folder_remove (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

char *
folder_path (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  return path;
}

char *
folder_write (const char *folder, const char *name, const void *bytes, gsize size)
{
  char *path = folder_path (folder, name);
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
  return path;
}

char *
folder_write_gzip (const char *folder, const char *name, const void *bytes, gsize size)
{
  char *path = folder_path (folder, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) raw = g_file_replace (file, NULL, FALSE, 0, NULL, NULL);
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) stream =
      g_converter_output_stream_new (G_OUTPUT_STREAM (raw), G_CONVERTER (gzip));
  g_assert_true (g_output_stream_write_all (stream, bytes, size, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return path;
}

char *
folder_write_flat (const char *folder, const char *name, gsize width, gsize height, guint channels,
                   guint8 value)
{
  g_autoptr (GError) error = NULL;
  char *path = folder_path (folder, name);
  g_autoptr (NcsnImage) image = ncsn_image_new (width, height, channels, &error);
  for (gsize i = 0; i < width * height * channels; i++)
    image->data[i] = (i % channels == 0 ? value : i % channels == 1 ? value / 2 : 0) / 255.0f;
  g_assert_true (ncsn_image_save_png (image, NULL, path, &error));
  return path;
}

GByteArray *
idx_bytes (guint n_dimensions, const guint32 *extents, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 magic[4] = {0, 0, 8, n_dimensions};
  g_byte_array_append (bytes, magic, sizeof magic);
  for (guint i = 0; i < n_dimensions; i++) {
    const guint32 extent = GUINT32_TO_BE (extents[i]);
    g_byte_array_append (bytes, (const guint8 *)&extent, sizeof extent);
  }
  for (gsize i = 0; i < size; i++) {
    const guint8 byte = i % 256;
    g_byte_array_append (bytes, &byte, 1);
  }
  return bytes;
}

void
assert_sentence (GError **error, const char *words)
{
  g_assert_nonnull (*error);
  g_test_message ("%s", (*error)->message);
  g_assert_null (strchr ((*error)->message, '\n'));
  g_assert_nonnull (strstr ((*error)->message, words));
  g_clear_error (error);
}
