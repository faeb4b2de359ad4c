/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads IDX files without trusting them. */
#include "idx.h"

#include <string.h>

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#define IMAGES_SUFFIX "images-idx3-ubyte"
#define LABELS_SUFFIX "labels-idx1-ubyte"

/* Far above any data set of this kind, far below what would exhaust a machine or GByteArray. */
#define MAX_BYTES ((guint64)2 << 30)

#define CHUNK_BYTES (1 << 20)

/* Opens the file and puts a decompressor on it if it begins like a gzip file. */
static GInputStream *
open_stream (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) raw = g_file_read (file, NULL, error);
  if (raw == NULL)
    return NULL;

  guint8 magic[2];
  gsize n_read;
  if (!g_input_stream_read_all (G_INPUT_STREAM (raw), magic, sizeof magic, &n_read, NULL, error) ||
      !g_seekable_seek (G_SEEKABLE (raw), 0, G_SEEK_SET, NULL, error))
    return NULL;
  if (n_read < sizeof magic || magic[0] != 0x1f || magic[1] != 0x8b)
    return G_INPUT_STREAM (g_steal_pointer (&raw));

  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (G_INPUT_STREAM (raw), G_CONVERTER (gunzip));
}

static gboolean
check_magic (const guint8 magic[4], guint n_dimensions, GError **error)
{
  if (magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > 4)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT, _ ("this is not an IDX file"));
  else if (magic[2] != 0x08)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("its elements are of type 0x%02x, but only unsigned bytes (0x08) are read"),
                 magic[2]);
  else if (magic[3] != n_dimensions && magic[3] == NCSN_IDX_LABELS)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         _ ("it holds labels where pictures are wanted"));
  else if (magic[3] != n_dimensions)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("it has %u dimensions where %u are wanted"), magic[3], n_dimensions);
  else
    return TRUE;
  return FALSE;
}

/* As g_input_stream_read_all (), but a compressed file that ends too early is told like any other
 * that does: by *n_read. */
static gboolean
read_all (GInputStream *stream, guint8 *bytes, gsize size, gsize *n_read, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (g_input_stream_read_all (stream, bytes, size, n_read, NULL, &failure) ||
      g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Reads the header. *size receives how many bytes of elements it announces. */
static gboolean
read_header (GInputStream *stream, guint n_dimensions, guint32 *extents, gsize *size,
             GError **error)
{
  guint8 header[4 + 4 * NCSN_IDX_IMAGES];
  const gsize header_size = 4 + 4 * n_dimensions;
  gsize n_read;
  if (!read_all (stream, header, header_size, &n_read, error))
    return FALSE;
  if (n_read >= 4 && !check_magic (header, n_dimensions, error))
    return FALSE;
  if (n_read < header_size) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         _ ("the file ends inside its header"));
    return FALSE;
  }

  guint64 total = 1;
  for (guint i = 0; i < n_dimensions; i++) {
    guint32 extent;
    memcpy (&extent, header + 4 + 4 * i, sizeof extent);
    extents[i] = GUINT32_FROM_BE (extent);
    if (extents[i] == 0) {
      g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT, _ ("it is empty"));
      return FALSE;
    }
    /* total is at most MAX_BYTES here, so this product of 32 and 32 bits cannot overflow. */
    total *= extents[i];
    if (total > MAX_BYTES) {
      g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                           _ ("its header announces more than 2 GiB"));
      return FALSE;
    }
  }
  *size = total;
  return TRUE;
}

/* Reads exactly `size` bytes that must be all there is. */
static guint8 *
read_elements (GInputStream *stream, gsize size, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gsize n_read = CHUNK_BYTES;
  while (bytes->len <= size && n_read == CHUNK_BYTES) {
    if (!read_all (stream, chunk, CHUNK_BYTES, &n_read, error))
      return NULL;
    g_byte_array_append (bytes, chunk, n_read);
  }
  if (bytes->len == size)
    return g_byte_array_free (g_steal_pointer (&bytes), FALSE);

  if (bytes->len < size)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("it is cut short: %u of the %" G_GSIZE_FORMAT " bytes announced are there"),
                 bytes->len, size);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("it holds more than the %" G_GSIZE_FORMAT " bytes that its header announces"),
                 size);
  return NULL;
}

guint8 *
ncsn_idx_load (const char *path, guint n_dimensions, guint32 *extents, GError **error)
{
  g_return_val_if_fail (n_dimensions >= 1 && n_dimensions <= NCSN_IDX_IMAGES, NULL);

  gsize size;
  guint8 *elements = NULL;
  g_autoptr (GInputStream) stream = open_stream (path, error);
  if (stream != NULL && read_header (stream, n_dimensions, extents, &size, error))
    elements = read_elements (stream, size, error);
  if (elements == NULL)
    g_prefix_error (error, _ ("The data file “%s” cannot be read: "), path);
  return elements;
}

char *
ncsn_idx_find_labels (const char *images_path)
{
  g_autofree char *folder = g_path_get_dirname (images_path);
  g_autofree char *name = g_path_get_basename (images_path);
  char *suffix = strstr (name, IMAGES_SUFFIX);
  if (suffix == NULL)
    return NULL;
  *suffix = '\0';

  static const char *const endings[] = {"", ".gz"};
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *labels = g_strconcat (name, LABELS_SUFFIX, endings[i], NULL);
    g_autofree char *path = g_build_filename (folder, labels, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
      return g_steal_pointer (&path);
  }
  return NULL;
}

char *
ncsn_idx_find_images (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    return NULL;

  g_autofree char *best = NULL;
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (!g_str_has_suffix (name, IMAGES_SUFFIX) && !g_str_has_suffix (name, IMAGES_SUFFIX ".gz"))
      continue;
    const gboolean is_train = g_str_has_prefix (name, "train-");
    const gboolean best_is_train = best != NULL && g_str_has_prefix (best, "train-");
    if (best == NULL || (is_train && !best_is_train) ||
        (is_train == best_is_train && strcmp (name, best) < 0)) {
      g_free (best);
      best = g_strdup (name);
    }
  }
  return best != NULL ? g_build_filename (folder, best, NULL) : NULL;
}
