/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets from IDX files and folders, and batches drawn from them. */
#include <math.h>
#include <string.h>

#include <gegl.h>

#include "places.h"

static NcsnDataset *
load (const char *path, gconstpointer loader, guint side, guint *warnings, GError **error)
{
  return places_load (path, (NcsnDatasetOptions){.width = side, .height = side}, loader, warnings,
                      error);
}

/* A folder with 6 pictures of 3 × 2 and these labels. */
static char *
idx_folder (const guint8 *labels, guint32 n_labels)
{
  char *folder = folder_new ();
  g_autoptr (GByteArray) images = idx_bytes (3, (guint32[]){6, 2, 3}, 36);
  g_autofree char *a = folder_write (folder, "train-images-idx3-ubyte", images->data, images->len);
  g_autoptr (GByteArray) bytes = idx_bytes (1, &n_labels, 0);
  g_byte_array_append (bytes, labels, n_labels);
  g_autofree char *b =
      folder_write_gzip (folder, "train-labels-idx1-ubyte.gz", bytes->data, bytes->len);
  return folder;
}

static void
test_idx (void)
{
  char *folder = idx_folder ((guint8[]){3, 1, 1, 200, 3, 1}, 6);
  g_autoptr (GError) error = NULL;
  guint warnings;
  g_autoptr (NcsnDataset) dataset = load (folder, NULL, 0, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->count, ==, 6);
  g_assert_cmpuint (dataset->width, ==, 3);
  g_assert_cmpuint (dataset->height, ==, 2);
  g_assert_cmpuint (dataset->channels, ==, 1);
  g_assert_cmpuint (dataset->n_classes, ==, 3);
  g_assert_cmpstr (dataset->class_names[0], ==, "1");
  g_assert_cmpstr (dataset->class_names[1], ==, "3");
  g_assert_cmpstr (dataset->class_names[2], ==, "200");
  g_assert_null (dataset->class_names[3]);
  static const guint16 expected[] = {1, 0, 0, 2, 1, 0};
  g_assert_cmpmem (dataset->labels, sizeof expected, expected, sizeof expected);

  /* Pixels are 0 … 35: their mean and variance are known. */
  g_assert_cmpfloat_with_epsilon (dataset->mean, 17.5 / 255, 1e-12);
  g_assert_cmpfloat_with_epsilon (dataset->sigma, sqrt ((36.0 * 36.0 - 1) / 12) / 255, 1e-12);
  folder_remove (folder);
}

static void
test_idx_mismatch (void)
{
  char *folder = idx_folder ((guint8[]){3, 1, 1, 2, 3}, 5);
  GError *error = NULL;
  guint warnings;
  g_assert_null (load (folder, NULL, 0, &warnings, &error));
  assert_sentence (&error, "5 labels for 6 pictures");
  g_assert_null (load (folder, NULL, 8, &warnings, &error));
  assert_sentence (&error, "cannot be resized");
  folder_remove (folder);
}

/* Batches depend on seed and step only, hold pictures of the set with their classes, and contain
 * every picture about equally often. */
static void
test_batch (void)
{
  enum { BATCH = 600, SIZE = 6 };
  char *folder = idx_folder ((guint8[]){0, 1, 2, 3, 4, 5}, 6);
  g_autoptr (GError) error = NULL;
  guint warnings, counts[6] = {0};
  g_autoptr (NcsnDataset) dataset = load (folder, NULL, 0, &warnings, &error);
  float a[BATCH * SIZE], b[BATCH * SIZE];
  guint classes[BATCH], again[BATCH];

  g_assert_true (ncsn_dataset_batch (7, 3, 0, BATCH, a, classes, dataset, &error));
  g_assert_true (ncsn_dataset_batch (7, 4, 0, BATCH, b, again, dataset, &error));
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
  g_assert_true (ncsn_dataset_batch (8, 3, 0, BATCH, b, again, dataset, &error));
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
  g_assert_true (ncsn_dataset_batch (7, 3, 0, BATCH, b, again, dataset, &error));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpmem (classes, sizeof classes, again, sizeof again);
  g_assert_true (ncsn_dataset_batch (7, 3, 0, BATCH, b, NULL, dataset, &error));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_true (ncsn_dataset_batch (7, 3, 100, 50, b, again, dataset, &error)); /* a part of it */
  g_assert_cmpmem (a + 100 * SIZE, 50 * SIZE * sizeof *a, b, 50 * SIZE * sizeof *b);
  g_assert_cmpmem (classes + 100, 50 * sizeof *classes, again, 50 * sizeof *again);

  for (guint k = 0; k < BATCH; k++) {
    counts[classes[k]]++;
    for (guint i = 0; i < SIZE; i++)
      g_assert_cmpfloat (a[k * SIZE + i], ==, (classes[k] * SIZE + i) / 255.0f);
  }
  /* 100 expected each, with a standard deviation of 9. */
  for (guint i = 0; i < 6; i++)
    g_assert_true (counts[i] > 55 && counts[i] < 145);
  folder_remove (folder);
}

/* Draws all pictures, each once and with its label; a smaller count gives the first of these. */
static void
test_draw (void)
{
  char *folder = idx_folder ((guint8[]){0, 1, 2, 3, 4, 5}, 6);
  guint warnings, labels[6], others[6];
  g_autoptr (NcsnDataset) dataset = load (folder, NULL, 0, &warnings, NULL);
  float pictures[6 * 6], few[2 * 6];
  gboolean seen[6] = {FALSE};

  g_assert_true (ncsn_dataset_draw (dataset, 5, 6, pictures, labels, NULL));
  for (guint k = 0; k < 6; k++) {
    g_assert_false (seen[labels[k]]);
    seen[labels[k]] = TRUE;
    for (guint i = 0; i < 6; i++)
      g_assert_cmpfloat (pictures[k * 6 + i], ==, (labels[k] * 6 + i) / 255.0f);
  }
  g_assert_true (ncsn_dataset_draw (dataset, 5, 2, few, NULL, NULL));
  g_assert_cmpmem (few, sizeof few, pictures, sizeof few);

  gboolean differs = FALSE;
  for (guint64 seed = 6; seed < 12; seed++) {
    g_assert_true (ncsn_dataset_draw (dataset, seed, 6, pictures, others, NULL));
    differs |= memcmp (labels, others, sizeof labels) != 0;
  }
  g_assert_true (differs);
  folder_remove (folder);
}

static void
test_flip (void)
{
  enum { BATCH = 200, W = 3, H = 2, SIZE = W * H };
  char *folder = idx_folder ((guint8[]){0, 1, 2, 3, 4, 5}, 6);
  g_autoptr (GError) error = NULL;
  guint warnings, n_flipped = 0;
  g_autoptr (NcsnDataset) dataset =
      places_load (folder, (NcsnDatasetOptions){.flip = TRUE}, NULL, &warnings, &error);
  float pictures[BATCH * SIZE];
  guint classes[BATCH];
  g_assert_true (ncsn_dataset_batch (1, 1, 0, BATCH, pictures, classes, dataset, &error));
  for (guint k = 0; k < BATCH; k++) {
    const float *picture = pictures + k * SIZE;
    const gboolean flipped = picture[0] != classes[k] * SIZE / 255.0f;
    n_flipped += flipped;
    for (guint y = 0; y < H; y++)
      for (guint x = 0; x < W; x++) {
        const guint column = flipped ? W - 1 - x : x;
        g_assert_cmpfloat (picture[y * W + x], ==, (classes[k] * SIZE + y * W + column) / 255.0f);
      }
  }
  g_assert_true (n_flipped > 65 && n_flipped < 135);
  folder_remove (folder);
}

/* Patches: a batch shows every place about equally often, and mirroring stays within the patch.
 * ncsn_dataset_draw () still gives different pictures. */
static void
test_crop (void)
{
  enum { BATCH = 600, W = 2, H = 1, SIZE = W * H, PLACES = 4 };
  char *folder = idx_folder ((guint8[]){0, 1, 2, 3, 4, 5}, 6);
  GError *error = NULL;
  guint warnings, counts[PLACES] = {0}, n_flipped = 0, labels[6];
  NcsnDatasetOptions options = {.patch_width = 4, .patch_height = 1, .flip = TRUE};
  float pictures[BATCH * SIZE], few[6 * SIZE];
  guint classes[BATCH];
  g_assert_null (places_load (folder, options, NULL, &warnings, &error));
  assert_sentence (&error, "3 × 2");
  options.patch_width = W;
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, NULL, &warnings, &error);
  g_assert_cmpuint (dataset->width, ==, W);
  g_assert_true (ncsn_dataset_batch (1, 1, 0, BATCH, pictures, classes, dataset, &error));
  for (guint k = 0; k < BATCH; k++) {
    const int a = (int)(pictures[k * SIZE] * 255.0f + 0.5f) - 6 * (int)classes[k];
    const int b = (int)(pictures[k * SIZE + 1] * 255.0f + 0.5f) - 6 * (int)classes[k];
    const int first = MIN (a, b);
    g_assert_cmpint (ABS (a - b), ==, 1);
    g_assert_true (first == 0 || first == 1 || first == 3 || first == 4);
    counts[first > 1 ? first - 1 : first]++;
    n_flipped += a > b;
  }
  for (guint i = 0; i < PLACES; i++) /* 150 expected, with a standard deviation of 11 */
    g_assert_true (counts[i] > 95 && counts[i] < 205);
  g_assert_true (n_flipped > 240 && n_flipped < 360);

  guint seen = 0;
  g_assert_true (ncsn_dataset_draw (dataset, 5, 6, few, labels, NULL));
  for (guint k = 0; k < 6; k++) {
    g_assert_cmpfloat (few[k * SIZE + 1], ==, few[k * SIZE] + 1 / 255.0f);
    g_assert_cmpint ((int)(few[k * SIZE] * 255.0f + 0.5f) / 6, ==, labels[k]);
    seen |= 1u << labels[k];
  }
  g_assert_cmpuint (seen, ==, 63);
  folder_remove (folder);
}

static void
test_folder (gconstpointer loader)
{
  char *folder = folder_new ();
  g_autofree char *b = folder_write_flat (folder, "b.png", 4, 6, 1, 10);
  g_autofree char *a = folder_write_flat (folder, "a.png", 4, 6, 3, 200);
  g_autofree char *c = folder_write (folder, "c.png", "broken", 6);
  g_autofree char *hidden = folder_write (folder, ".hidden", "broken", 6);
  g_autoptr (GError) error = NULL;
  guint warnings;
  g_autoptr (NcsnDataset) dataset = load (folder, loader, 0, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings, ==, 1);
  g_assert_cmpuint (dataset->count, ==, 2);
  g_assert_cmpuint (dataset->n_classes, ==, 0);
  g_assert_null (dataset->labels);
  g_assert_cmpuint (dataset->width, ==, 4);
  g_assert_cmpuint (dataset->height, ==, 6);
  g_assert_cmpuint (dataset->channels, ==, 3);
  float pictures[2 * 24 * 3];
  g_assert_true (ncsn_dataset_draw (dataset, 1, 2, pictures, NULL, NULL));
  const guint gray = pictures[0] == 10 / 255.0f ? 0 : 1; /* which of them it is */
  for (guint i = 0; i < 2 * 24 * 3; i++) {
    const guint c_index = i % 3;
    const guint8 expected = i / 72 == gray ? 10 : c_index == 0 ? 200 : c_index == 1 ? 100 : 0;
    g_assert_cmpfloat (pictures[i], ==, expected / 255.0f);
  }
  folder_remove (folder);
}

static void
test_classes (gconstpointer loader)
{
  char *folder = folder_new ();
  g_autofree char *a = folder_write_flat (folder, "zebra/1.png", 5, 5, 1, 10);
  g_autofree char *b = folder_write_flat (folder, "ape/1.png", 9, 7, 1, 20);
  g_autofree char *c = folder_write_flat (folder, "ape/2.png", 9, 7, 1, 30);
  g_autofree char *d = folder_write (folder, "lion/README", "none yet", 8);
  GError *error = NULL;
  guint warnings;
  g_assert_null (load (folder, loader, 0, &warnings, &error));
  assert_sentence (&error, "--size");

  g_autoptr (NcsnDataset) dataset = load (folder, loader, 4, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings, ==, 1);
  g_assert_cmpuint (dataset->count, ==, 3);
  g_assert_cmpuint (dataset->channels, ==, 1);
  g_assert_cmpuint (dataset->n_classes, ==, 2);
  g_assert_cmpstr (dataset->class_names[0], ==, "ape");
  g_assert_cmpstr (dataset->class_names[1], ==, "zebra");
  static const guint16 labels[] = {0, 0, 1};
  g_assert_cmpmem (dataset->labels, sizeof labels, labels, sizeof labels);
  float pictures[3 * 16];
  guint classes[3], sum = 0;
  g_assert_true (ncsn_dataset_draw (dataset, 1, 3, pictures, classes, NULL));
  for (guint k = 0; k < 3; k++) {
    const guint value = (guint)(pictures[k * 16] * 255.0f + 0.5f);
    g_assert_true (classes[k] == 1 ? value == 10 : value == 20 || value == 30);
    for (guint i = 0; i < 16; i++)
      g_assert_cmpfloat (pictures[k * 16 + i], ==, value / 255.0f);
    sum += value;
  }
  g_assert_cmpuint (sum, ==, 60);
  folder_remove (folder);
}

/* Each picture as a class: alone in a sub-folder it has its name, with others also its own, with
 * its ending where that tells two apart. */
static void
test_each_picture (gconstpointer loader)
{
  static const char *const names[] = {"ape/1", "ape/2.b.jpg", "ape/2.b.png", "zebra", NULL};
  static const guint16 labels[] = {0, 1, 2, 3};
  char *folder = folder_new ();
  g_autofree char *a = folder_write_flat (folder, "zebra/1.png", 4, 4, 1, 10);
  g_autofree char *b = folder_write_flat (folder, "ape/1.png", 4, 4, 1, 20);
  g_autofree char *c = folder_write_flat (folder, "ape/2.b.png", 4, 4, 1, 30);
  g_autofree char *same = folder_write_flat (folder, "ape/2.b.jpg", 4, 4, 1, 30);
  g_autofree char *d = folder_path (folder, "ape");
  const NcsnDatasetOptions options = {.each_picture = TRUE};
  g_autoptr (GError) error = NULL;
  guint warnings;
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->n_classes, ==, 4);
  g_assert_true (g_strv_equal ((const char *const *)dataset->class_names, names));
  g_assert_cmpmem (dataset->labels, sizeof labels, labels, sizeof labels);

  g_autoptr (NcsnDataset) flat = places_load (d, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (flat->n_classes, ==, 3);
  g_assert_cmpstr (flat->class_names[0], ==, "1");
  folder_remove (folder);
}

static void
test_refusals (gconstpointer loader)
{
  char *folder = folder_new ();
  GError *error = NULL;
  guint warnings;
  g_assert_null (load (folder, loader, 0, &warnings, &error));
  assert_sentence (&error, "no picture that can be read");

  g_autofree char *a = folder_write (folder, "a.png", "broken", 6);
  g_assert_null (load (folder, loader, 0, &warnings, &error));
  assert_sentence (&error, "no picture that can be read");
  g_assert_cmpuint (warnings, ==, 1);

  g_autofree char *b = folder_write_flat (folder, "b.png", 4, 4, 1, 1);
  g_autofree char *c = folder_write_flat (folder, "class/c.png", 4, 4, 1, 1);
  g_assert_null (load (folder, loader, 0, &warnings, &error));
  assert_sentence (&error, "both pictures and sub-folders");

  g_assert_null (load ("/nowhere", loader, 0, &warnings, &error));
  assert_sentence (&error, "/nowhere");
  g_assert_null (load (b, loader, 0, &warnings, &error));
  assert_sentence (&error, "not an IDX file");
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = folder_test_init (&argc, &argv);

  g_test_add_func ("/dataset/idx", test_idx);
  g_test_add_func ("/dataset/idx-mismatch", test_idx_mismatch);
  g_test_add_func ("/dataset/batch", test_batch);
  g_test_add_func ("/dataset/draw", test_draw);
  g_test_add_func ("/dataset/flip", test_flip);
  g_test_add_func ("/dataset/crop", test_crop);
  g_test_add_data_func ("/dataset/folder", loader, test_folder);
  g_test_add_data_func ("/dataset/classes", loader, test_classes);
  g_test_add_data_func ("/dataset/each-picture", loader, test_each_picture);
  g_test_add_data_func ("/dataset/refusals", loader, test_refusals);
  return g_test_run ();
}
