/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IDX files, sound and hostile. */
#include "image/idx.h"

#include <string.h>
#include <unistd.h>

#include "folder.h"

static void
test_sound (void)
{
  char *folder = folder_new ();
  g_autoptr (GByteArray) bytes = idx_bytes (3, (guint32[]){5, 4, 3}, 60);
  g_autofree char *plain = folder_write (folder, "plain", bytes->data, bytes->len);
  g_autofree char *gzip = folder_write_gzip (folder, "gzip", bytes->data, bytes->len);
  const char *paths[] = {plain, gzip};

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    guint32 extents[3];
    g_autofree guint8 *elements = ncsn_idx_load (paths[i], 3, extents, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (extents[0], ==, 5);
    g_assert_cmpuint (extents[1], ==, 4);
    g_assert_cmpuint (extents[2], ==, 3);
    g_assert_cmpmem (elements, 60, bytes->data + 16, 60);
  }
  folder_remove (folder);
}

/* A malformed file and words of its error. */
typedef struct {
  const char *name, *words;
  gsize size; /* of the file; 0: as many bytes as `bytes` has */
  guint8 bytes[24];
} Hostile;

static const Hostile hostile[] = {
    {"three-bytes", "ends inside its header", 3, {0, 0, 8}},
    {"no-extents", "ends inside its header", 4, {0, 0, 8, 3}},
    {"cut-extent", "ends inside its header", 15, {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1}},
    {"wrong-magic", "not an IDX file", 24, {'P', 'N', 'G', 3, 0, 0, 0, 1}},
    {"no-dimensions", "not an IDX file", 24, {0, 0, 8, 0, 0, 0, 0, 1}},
    {"floats", "type 0x0d", 24, {0, 0, 13, 3, 0, 0, 0, 1}},
    {"labels", "holds labels", 24, {0, 0, 8, 1, 0, 0, 0, 16}},
    {"four-dimensions", "4 dimensions", 24, {0, 0, 8, 4, 0, 0, 0, 1}},
    {"no-pictures", "empty", 16, {0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4}},
    {"no-width", "empty", 16, {0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0}},
    {"overflow-64", "more than 2 GiB", 16, {0, 0, 8, 3, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 4}},
    {"all-ones",
     "more than 2 GiB",
     16,
     {0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}},
    {"two-gigabytes", "cut short", 20, {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0x80, 0, 0, 0, 0x80, 0}},
    {"one-short", "cut short", 19, {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2}},
    {"one-long", "more than the 4 bytes", 21, {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2}},
    {"gzip-magic-only", "ends inside its header", 2, {0x1f, 0x8b}},
    {"gzip-noise", "cannot be read", 24, {0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
};

static void
test_hostile (gconstpointer data)
{
  const Hostile *file = data;
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, file->name, file->bytes, file->size);
  guint32 extents[3];
  GError *error = NULL;
  g_assert_null (ncsn_idx_load (path, 3, extents, &error));
  g_assert_nonnull (strstr (error->message, path));
  assert_sentence (&error, file->words);
  folder_remove (folder);
}

/* A gzip file that expands to far more than its header announces, and one that ends too early. */
static void
test_gzip (void)
{
  char *folder = folder_new ();
  const gsize bomb_size = 64 << 20;
  g_autofree guint8 *bomb = g_malloc0 (bomb_size);
  memcpy (bomb, (guint8[]){0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2}, 16);
  g_autofree char *path = folder_write_gzip (folder, "bomb.gz", bomb, bomb_size);
  guint32 extents[3];
  GError *error = NULL;
  g_assert_null (ncsn_idx_load (path, 3, extents, &error));
  assert_sentence (&error, "more than the 4 bytes");

  gsize packed_size;
  g_autoptr (GByteArray) sound = idx_bytes (3, (guint32[]){50, 20, 20}, 20000);
  g_autofree char *whole = folder_write_gzip (folder, "whole.gz", sound->data, sound->len);
  g_autofree char *whole_bytes = NULL;
  g_assert_true (g_file_get_contents (whole, &whole_bytes, &packed_size, NULL));
  g_autofree char *half = folder_write (folder, "half.gz", whole_bytes, packed_size / 2);
  g_assert_null (ncsn_idx_load (half, 3, extents, &error));
  assert_sentence (&error, "cut short");
  folder_remove (folder);
}

/* Reading stops at the announced size: the 8 GiB that follow here do not fit in a GByteArray. */
static void
test_stops (void)
{
  char *folder = folder_new ();
  g_autoptr (GByteArray) bytes = idx_bytes (3, (guint32[]){1, 2, 2}, 4);
  g_autofree char *path = folder_write (folder, "endless", bytes->data, bytes->len);
  if (truncate (path, (off_t)8 << 30) == 0) {
    guint32 extents[3];
    GError *error = NULL;
    g_assert_null (ncsn_idx_load (path, 3, extents, &error));
    assert_sentence (&error, "more than the 4 bytes");
  } else {
    g_test_skip ("the file system has no sparse files");
  }
  folder_remove (folder);
}

static void
test_no_file (void)
{
  guint32 extents[3];
  GError *error = NULL;
  g_assert_null (ncsn_idx_load ("/nowhere/at-all", 3, extents, &error));
  assert_sentence (&error, "/nowhere/at-all");
  g_assert_null (ncsn_idx_load ("/", 3, extents, &error));
  assert_sentence (&error, "“/”");
}

static void
test_names (void)
{
  char *folder = folder_new ();
  const char *names[] = {"t10k-images-idx3-ubyte.gz", "train-images-idx3-ubyte",
                         "train-labels-idx1-ubyte.gz", "emnist-images-idx3-ubyte"};
  g_autofree char *paths[G_N_ELEMENTS (names)] = {NULL};
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    paths[i] = folder_write (folder, names[i], "x", 1);

  g_autofree char *images = ncsn_idx_find_images (folder);
  g_assert_cmpstr (images, ==, paths[1]);
  g_autofree char *labels = ncsn_idx_find_labels (images);
  g_assert_cmpstr (labels, ==, paths[2]);
  g_assert_null (ncsn_idx_find_labels (paths[0]));
  g_assert_null (ncsn_idx_find_labels ("something-else"));
  for (gsize i = 1; i < G_N_ELEMENTS (names); i++)
    g_free (paths[i]);
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idx/sound", test_sound);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autofree char *path = g_strconcat ("/idx/hostile/", hostile[i].name, NULL);
    g_test_add_data_func (path, &hostile[i], test_hostile);
  }
  g_test_add_func ("/idx/gzip", test_gzip);
  g_test_add_func ("/idx/stops", test_stops);
  g_test_add_func ("/idx/no-file", test_no_file);
  g_test_add_func ("/idx/names", test_names);
  return g_test_run ();
}
