/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads IDX files without trusting them. */
#include "idx.h"

#include <inttypes.h>
#include <string.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#define IMAGES_SUFFIX "images-idx3-ubyte"
#define LABELS_SUFFIX "labels-idx1-ubyte"

#define HEADER_SIZE(n_dimensions) (4 + 4 * (gsize)(n_dimensions))

/* Far above the size of any data set of this kind, and far below the memory of a machine. */
#define MAX_BYTES ((guint64)2 << 30)

/* A compressed file is a decompression bomb if it expands to more than MIN_BOMB bytes and to more
 * than MAX_RATIO times its size. */
#define MIN_BOMB ((guint64)64 << 20)
#define MAX_RATIO 200

/* An open file. */
typedef struct {
  GInputStream *stream;
  guint64 size; /* of the file, in bytes */
  gboolean compressed;
} Source;

static void
source_clear (Source *source)
{
  g_clear_object (&source->stream);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, source_clear)

/* Opens the file and adds a decompressor if it begins like a gzip file. */
static gboolean
source_open (Source *source, const char *path, GError **error)
{
  const int fd = ncsn_file_open (path, &source->size, error);
  if (fd < 0)
    return FALSE;
  guint8 magic[2] = {0};
  (void)ncsn_file_read_at (fd, 0, magic, sizeof magic);
  source->compressed = magic[0] == 0x1f && magic[1] == 0x8b;
  source->stream = g_unix_input_stream_new (fd, TRUE);
  if (source->compressed) {
    g_autoptr (GInputStream) raw = source->stream;
    g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    source->stream = g_converter_input_stream_new (raw, G_CONVERTER (gunzip));
  }
  return TRUE;
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
                         _ ("it holds labels, but pictures are needed"));
  else if (magic[3] != n_dimensions)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT, _ ("it has %u dimensions instead of %u"),
                 magic[3], n_dimensions);
  else
    return TRUE;
  return FALSE;
}

/* As g_input_stream_read_all (), except that a compressed file which ends too early is reported
 * like any other file, by *n_read. */
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

/* Reads the header and the number of bytes that it announces (*size). */
static gboolean
read_header (GInputStream *stream, guint n_dimensions, guint32 *extents, gsize *size,
             GError **error)
{
  guint8 header[HEADER_SIZE (NCSN_IDX_IMAGES)];
  const gsize header_size = HEADER_SIZE (n_dimensions);
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

/* Whether the file holds as many bytes of elements as its header announces. `there` is the number
 * found, counted up to one more than announced. */
static gboolean
check_size (guint64 there, gsize size, GError **error)
{
  if (there < size)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("it is cut short: %" PRIu64 " of the %zu bytes announced are there"), there,
                 size);
  else if (there > size)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "it holds more than the %zu byte that its header announces",
                              "it holds more than the %zu bytes that its header announces", size),
                 size);
  return there == size;
}

/* Whether the file can hold `size` bytes of elements, of `count` pictures or labels, and memory has
 * room for them. */
static gboolean
check_amount (const Source *source, guint n_dimensions, gsize size, guint32 count, GError **error)
{
  if (!source->compressed && !check_size (source->size - HEADER_SIZE (n_dimensions), size, error))
    return FALSE;
  if (source->compressed && size > MIN_BOMB && size / MAX_RATIO > source->size) {
    g_autofree char *expanded = g_format_size (size), *compressed = g_format_size (source->size);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("its %s would expand to %s, which is not plausible for pictures; if you trust "
                    "the file, decompress it with gunzip"),
                 compressed, expanded);
    return FALSE;
  }
  if (ncsn_memory_check ((double)size + (double)count * NCSN_IDX_BYTES_AN_ITEM, NULL))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
               _ ("there is not enough memory for the %u items that its header announces"), count);
  return FALSE;
}

/* Reads the `size` bytes that must be the whole rest of the file. Memory is reserved at once, but
 * used only as bytes arrive. */
static guint8 *
read_elements (GInputStream *stream, gsize size, GError **error)
{
  g_autofree guint8 *bytes = g_try_malloc (size + 1);
  gsize n_read;
  if (bytes == NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY, _ ("there is not enough memory"));
  return bytes != NULL && read_all (stream, bytes, size + 1, &n_read, error) &&
                 check_size (n_read, size, error)
             ? g_steal_pointer (&bytes)
             : NULL;
}

guint8 *
ncsn_idx_load (const char *path, guint n_dimensions, guint32 *extents, GError **error)
{
  g_return_val_if_fail (n_dimensions >= 1 && n_dimensions <= NCSN_IDX_IMAGES, NULL);

  gsize size;
  guint8 *elements = NULL;
  g_auto (Source) source = {0};
  if (source_open (&source, path, error) &&
      read_header (source.stream, n_dimensions, extents, &size, error) &&
      check_amount (&source, n_dimensions, size, extents[0], error))
    elements = read_elements (source.stream, size, error);
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
