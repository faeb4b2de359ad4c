/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held-out data are never trained on, and no picture is lost between the two. */
#include <gegl.h>

#include "places.h"

enum { SIDE = 12 };                               /* of the patches */
static const guint widths[] = {120, 200, 90, 60}; /* at scale ½ a patch needs 24 columns */
static const guint strips[] = {30, 50, 24, 0};    /* 24 of 60 pixels would be too many */

/* Checks that each pixel comes from its part. Updates, for each picture, the leftmost held-out
 * column and the rightmost training column. */
static void
check_columns (NcsnDataset *dataset, guint32 step, guint *low, guint *high)
{
  enum { BATCH = 300 };
  NcsnDataset *held_out = ncsn_dataset_held_out (dataset);
  g_autofree float *train = places_batch (dataset, step, BATCH, NULL);
  g_autofree float *held = places_batch (held_out, step, BATCH, NULL);
  for (guint i = 0; i < BATCH * SIDE * SIDE; i++) {
    const guint mark = (guint)(255 * train[i * 3 + 2] + 0.5f);
    const guint held_mark = (guint)(255 * held[i * 3 + 2] + 0.5f);
    g_assert_cmpfloat (255 * train[i * 3], <, widths[mark] - strips[mark] - 1 + 1e-3f);
    g_assert_cmpfloat (255 * held[i * 3], >, widths[held_mark] - strips[held_mark] - 1e-3f);
    low[held_mark] = MIN (low[held_mark], (guint)(255 * held[i * 3] + 0.5f));
    high[mark] = MAX (high[mark], (guint)(255 * train[i * 3] + 0.5f));
  }
  for (guint k = 0; k < BATCH; k++) /* upright */
    g_assert_true (places_value (held_out, held, k, 0, 0, 0) <
                   places_value (held_out, held, k, SIDE - 1, 0, 0));
}

/* Red is the column of a pixel: no training patch may show a column of the strip, and no held-out
 * patch another one, at any scale and in any orientation. */
static void
test_strips (gconstpointer loader)
{
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, low[4] = {255, 255, 255, 255}, high[4] = {0};
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    g_autofree char *name = g_strdup_printf ("%u.png", i);
    places_write (folder, name, widths[i], 40 + i, i);
  }
  const NcsnDatasetOptions options = {.patch_width = SIDE,
                                      .patch_height = SIDE,
                                      .scale_min = 0.5,
                                      .scale_max = 2,
                                      .flip = TRUE,
                                      .turn = TRUE,
                                      .hold_out = 0.25};
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  NcsnDataset *held_out = ncsn_dataset_held_out (dataset);
  g_assert_cmpuint (dataset->count, ==, 4);
  g_assert_cmpuint (held_out->count, ==, 3);
  g_assert_null (ncsn_dataset_held_out (held_out));

  for (guint32 step = 0; step < 10; step++)
    check_columns (dataset, step, low, high);
  for (guint i = 0; i < 4; i++) { /* each part is used up to its border */
    g_assert_cmpuint (high[i], ==, widths[i] - strips[i] - 1);
    if (strips[i] > 0)
      g_assert_cmpuint (low[i], ==, widths[i] - strips[i]);
  }
  folder_remove (folder);
}

/* Of whole pictures every k-th is held out, but not the only one of a class. */
static void
test_pictures (gconstpointer loader)
{
  enum { N = 30 };
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, labels[N], seen[N + 1] = {0};
  float pictures[N * 4 * 4 * 3];
  for (guint i = 0; i < N; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%02u.png", i < 9 ? "a" : i < 10 ? "b" : "c", i);
    places_write (folder, name, 4, 4, i);
  }
  const NcsnDatasetOptions options = {.hold_out = 0.2};
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  NcsnDataset *held_out = ncsn_dataset_held_out (dataset);
  g_assert_cmpuint (dataset->count, ==, N - 5);
  g_assert_cmpuint (held_out->count, ==, 5); /* 4, 14, 19, 24, 29; 9 is the only one of b */
  g_assert_cmpuint (held_out->n_classes, ==, 3);

  for (guint part = 0; part < 2; part++) {
    NcsnDataset *set = part == 0 ? dataset : held_out;
    g_assert_true (ncsn_dataset_draw (set, 1, set->count, pictures, labels, &error));
    for (guint k = 0; k < set->count; k++) {
      const guint mark = (guint)(places_value (set, pictures, k, 1, 1, 2) + 0.5);
      g_assert_cmpuint (labels[k], ==, mark < 9 ? 0 : mark < 10 ? 1 : 2);
      g_assert_cmpuint (part, ==, mark % 5 == 4 && mark != 9);
      seen[mark]++;
    }
  }
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (seen[i], ==, 1);
  folder_remove (folder);
}

/* Where every picture is too narrow for a strip, whole ones are held out; of few pictures none is.
 */
static void
test_small (gconstpointer loader)
{
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings;
  for (guint i = 0; i < 20; i++) {
    g_autofree char *name = g_strdup_printf ("%02u.png", i);
    places_write (folder, name, 8, 8, i);
  }
  NcsnDatasetOptions options = {
      .patch_width = 6, .patch_height = 6, .hold_out = NCSN_DATASET_DEFAULT};
  g_autoptr (NcsnDataset) patches = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (patches->count, ==, 19);
  g_assert_cmpuint (ncsn_dataset_held_out (patches)->count, ==, 1);
  options.hold_out = 0.04;
  g_autoptr (NcsnDataset) few = places_load (folder, options, loader, &warnings, &error);
  g_assert_cmpuint (few->count, ==, 20);
  g_assert_null (ncsn_dataset_held_out (few));
  options.hold_out = 0;
  g_autoptr (NcsnDataset) none = places_load (folder, options, loader, &warnings, &error);
  g_assert_null (ncsn_dataset_held_out (none));
  folder_remove (folder);
}

/* By default nothing is held out of IDX files, which have test data of their own. */
static void
test_idx (void)
{
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings;
  g_autoptr (GByteArray) bytes = idx_bytes (3, (guint32[]){40, 2, 3}, 240);
  g_autofree char *path = folder_write (folder, "train-images-idx3-ubyte", bytes->data, bytes->len);
  NcsnDatasetOptions options = {.hold_out = NCSN_DATASET_DEFAULT};
  g_autoptr (NcsnDataset) all = places_load (path, options, NULL, &warnings, &error);
  g_assert_no_error (error);
  g_assert_null (ncsn_dataset_held_out (all));
  options.hold_out = 0.1;
  g_autoptr (NcsnDataset) most = places_load (folder, options, NULL, &warnings, &error);
  g_assert_cmpuint (most->count, ==, 36);
  g_assert_cmpuint (ncsn_dataset_held_out (most)->count, ==, 4);
  folder_remove (folder);
}

/* ncsn_dataset_picture () gives what patches can show: all but the strip in one set, only the strip
 * in the other, and gray pictures in as many channels as the others. */
static void
test_whole (gconstpointer loader)
{
  char *folder = folder_new ();
  guint warnings, width, height;
  places_write (folder, "a.png", 120, 40, 7);
  g_free (folder_write_flat (folder, "b.png", 50, 40, 1, 51));
  const NcsnDatasetOptions options = {.patch_width = 20, .patch_height = 20, .hold_out = 0.25};
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, NULL);

  for (guint part = 0; part < 2; part++) {
    const NcsnDataset *set = part == 0 ? dataset : ncsn_dataset_held_out (dataset);
    g_autofree float *pixels = ncsn_dataset_picture (set, 0, 1.0, &width, &height, NULL);
    g_assert_cmpuint (width, ==, part == 0 ? 90 : 30);
    g_assert_cmpuint (height, ==, 40);
    for (guint y = 0; y < height; y++)
      for (guint x = 0; x < width; x++) {
        const float *pixel = pixels + (y * width + x) * 3;
        g_assert_cmpfloat_with_epsilon (255 * pixel[0], x + (part == 0 ? 0 : 90), 1e-3);
        g_assert_cmpfloat_with_epsilon (255 * pixel[1], y, 1e-3);
        g_assert_cmpfloat_with_epsilon (255 * pixel[2], 7, 1e-3);
      }
  }
  g_autofree float *half = ncsn_dataset_picture (dataset, 0, 0.5, &width, &height, NULL);
  g_assert_true (width == 45 && height == 20);
  g_assert_cmpfloat_with_epsilon (255 * half[30 * 3], 60.5, 1e-3);
  g_autofree float *gray = ncsn_dataset_picture (dataset, 1, 1.0, &width, &height, NULL);
  for (guint i = 0; i < 3 * width * height; i++)
    g_assert_cmpfloat_with_epsilon (gray[i], 0.2, 1e-6);
  folder_remove (folder);
}

/* The fingerprint depends on the data and the options only. */
static void
test_fingerprint (gconstpointer loader)
{
  char *folder = folder_new ();
  guint warnings;
  places_write (folder, "a.png", 30, 20, 1);
  places_write (folder, "b.png", 30, 20, 2);
  NcsnDatasetOptions options = {.patch_width = 4, .patch_height = 4};
  char *prints[7];
  for (guint i = 0; i < G_N_ELEMENTS (prints); i++) {
    options.memory = i; /* must not matter */
    options.hold_out = i == 2 ? 0.25 : 0;
    options.flip = i == 3;
    options.scale_min = i == 4 ? 0.5 : 1;
    options.scale_max = 1;
    if (i == 5)
      places_write (folder, "b.png", 30, 21, 2);
    if (i == 6) {
      g_autofree char *path = folder_write_flat (folder, "b.png", 30, 21, 3, 2);
    }
    g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, NULL);
    prints[i] = ncsn_dataset_fingerprint (dataset);
    for (guint j = 0; j < i; j++)
      g_assert_cmpint (g_str_equal (prints[i], prints[j]), ==, i == 1);
  }
  for (guint i = 0; i < G_N_ELEMENTS (prints); i++)
    g_free (prints[i]);
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = ncsn_image_loader_new (NULL);
  gegl_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/hold-out/strips", loader, test_strips);
  g_test_add_data_func ("/hold-out/pictures", loader, test_pictures);
  g_test_add_data_func ("/hold-out/small", loader, test_small);
  g_test_add_data_func ("/hold-out/whole", loader, test_whole);
  g_test_add_func ("/hold-out/idx", test_idx);
  g_test_add_data_func ("/hold-out/fingerprint", loader, test_fingerprint);
  return g_test_run ();
}
