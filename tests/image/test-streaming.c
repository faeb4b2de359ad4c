/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets that do not fit in memory. */
#include <string.h>

#include <gegl.h>
#include <glib/gstdio.h>

#include "image/picture-store.h"
#include "places.h"

enum { PICTURES = 12, SIDE = 4 };

#define PICTURE_SIZE ((gsize)16 * 12 * 3)

static char *
make_folder (void)
{
  char *folder = folder_new ();
  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *name = g_strdup_printf ("%u/%u.png", i % 3, i);
    places_write (folder, name, 16, 12, i);
  }
  return folder;
}

static NcsnDatasetOptions
patches (gsize memory, gsize window)
{
  return (NcsnDatasetOptions){.patch_width = SIDE,
                              .patch_height = SIDE,
                              .scale_min = 0.8,
                              .scale_max = 1.5,
                              .flip = TRUE,
                              .hold_out = 0.25,
                              .memory = memory,
                              .window = window};
}

/* Batches, draws and statistics are the same, byte for byte, with memory for one picture, for a few
 * and for all, with and without a window. */
static void
test_same (gconstpointer loader)
{
  enum { BATCH = 20, SIZE = BATCH * SIDE * SIDE * 3 };
  char *folder = make_folder ();
  guint warnings;
  for (gsize window = 0; window <= 5 * PICTURE_SIZE; window += 5 * PICTURE_SIZE) {
    g_autoptr (NcsnDataset) all =
        places_load (folder, patches (0, window), loader, &warnings, NULL);
    for (gsize room = 1; room <= 3 * PICTURE_SIZE; room += 3 * PICTURE_SIZE - 1) {
      g_autoptr (NcsnDataset) some =
          places_load (folder, patches (room, window), loader, &warnings, NULL);
      guint classes[2][BATCH], held_out;
      g_assert_cmpfloat (some->mean, ==, all->mean);
      g_assert_cmpfloat (some->sigma, ==, all->sigma);
      for (held_out = 0; held_out < 2; held_out++)
        for (guint32 step = 0; step < 6; step++) {
          NcsnDataset *a = held_out ? ncsn_dataset_held_out (all) : all;
          NcsnDataset *b = held_out ? ncsn_dataset_held_out (some) : some;
          g_autofree float *in_memory = places_batch (a, step, BATCH, classes[0]);
          g_autofree float *streamed = places_batch (b, step, BATCH, classes[1]);
          g_assert_cmpmem (in_memory, SIZE * sizeof (float), streamed, SIZE * sizeof (float));
          g_assert_cmpmem (classes[0], sizeof classes[0], classes[1], sizeof classes[1]);
        }
      float drawn[2][PICTURES * SIDE * SIDE * 3];
      g_assert_true (ncsn_dataset_draw (all, 3, PICTURES, drawn[0], NULL, NULL));
      g_assert_true (ncsn_dataset_draw (some, 3, PICTURES, drawn[1], NULL, NULL));
      g_assert_cmpmem (drawn[0], sizeof drawn[0], drawn[1], sizeof drawn[1]);
    }
  }
  folder_remove (folder);
}

/* Each step replaces at most one picture, draws from no more pictures than fit in the window, and
 * in the long run draws all equally often. */
static void
test_window (gconstpointer loader)
{
  enum { BATCH = 200, STEPS = 400, WINDOW = 5 };
  char *folder = make_folder ();
  guint warnings, counts[PICTURES] = {0}, before = 0;
  g_autoptr (NcsnDataset) dataset =
      places_load (folder, patches (0, WINDOW * PICTURE_SIZE), loader, &warnings, NULL);
  for (guint32 step = 0; step < STEPS; step++) {
    guint now = 0, n_new = 0, n_now = 0;
    g_autofree float *pictures = places_batch (dataset, step, BATCH, NULL);
    for (guint k = 0; k < BATCH; k++) {
      const guint mark = (guint)(places_value (dataset, pictures, k, 1, 1, 2) + 0.5);
      counts[mark]++;
      now |= 1u << mark;
    }
    for (guint i = 0; i < PICTURES; i++) {
      n_now += now >> i & 1;
      n_new += (now & ~before) >> i & 1;
    }
    g_assert_cmpuint (n_now, <=, WINDOW);
    if (step > 0)
      g_assert_cmpuint (n_new, <=, 1);
    before = now;
  }
  /* 400 pictures have entered the window: 33 of each expected, with a standard deviation of 5.5. */
  for (guint i = 0; i < PICTURES; i++) {
    const double times = (double)counts[i] / BATCH / STEPS * STEPS;
    g_assert_true (times > 11 && times < 56);
  }
  folder_remove (folder);
}

/* A store with memory for two pictures keeps the two used last after the files are deleted. */
static void
test_recent (gconstpointer loader)
{
  char *folder = make_folder ();
  GError *error = NULL;
  const NcsnImageLoadOptions load = {.bytes = TRUE};
  g_autofree char *paths[3] = {NULL};
  g_autoptr (NcsnPictureStore) store =
      ncsn_picture_store_new (2 * PICTURE_SIZE, (NcsnImageLoader *)loader, load);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *name = g_strdup_printf ("%u/%u.png", i, i);
    paths[i] = folder_path (folder, name);
    g_autoptr (NcsnImage) image =
        ncsn_image_loader_load ((NcsnImageLoader *)loader, paths[i], &load, NULL);
    ncsn_picture_store_add_file (store, paths[i], image);
  }
  static const guint asked[] = {1, 0}; /* so 2 has left memory */
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autoptr (GBytes) pixels = ncsn_picture_store_pixels (store, asked[i], &error);
    g_assert_no_error (error);
    g_assert_cmpuint (((const guint8 *)g_bytes_get_data (pixels, NULL))[2], ==, asked[i]);
  }
  for (guint i = 0; i < 3; i++) {
    g_remove (paths[i]);
    g_autoptr (GBytes) pixels = ncsn_picture_store_pixels (store, i, &error);
    if (i == 2)
      assert_sentence (&error, "2.png");
    g_assert_cmpint (pixels != NULL, ==, i < 2);
  }
  for (guint i = 0; i < 3; i++)
    g_free (g_steal_pointer (&paths[i]));
  folder_remove (folder);
}

/* A batch fails with an error that names a file that no longer exists or has another size. */
static void
test_changed (gconstpointer loader)
{
  enum { BATCH = 60 };
  char *folder = make_folder ();
  GError *error = NULL;
  guint warnings;
  float pictures[BATCH * SIDE * SIDE * 3];
  g_autoptr (NcsnDataset) dataset = places_load (folder, patches (1, 0), loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_true (ncsn_dataset_batch (1, 1, 0, BATCH, pictures, NULL, dataset, &error));
  places_write (folder, "1/4.png", 17, 12, 4);
  g_assert_false (ncsn_dataset_batch (1, 1, 0, BATCH, pictures, NULL, dataset, &error));
  assert_sentence (&error, "4.png");
  places_write (folder, "1/4.png", 16, 12, 4);
  g_assert_true (ncsn_dataset_batch (1, 1, 0, BATCH, pictures, NULL, dataset, &error));
  g_autofree char *path = folder_path (folder, "2/8.png");
  g_remove (path);
  g_assert_false (ncsn_dataset_batch (1, 1, 0, BATCH, pictures, NULL, dataset, &error));
  assert_sentence (&error, "8.png");
  folder_remove (folder);
}

static void
cancel_after_five (guint done, guint total, gpointer data)
{
  g_assert_cmpuint (total, ==, PICTURES);
  g_assert_cmpuint (done, <=, 5);
  if (done == 5)
    g_cancellable_cancel (data);
}

static void
test_cancel (gconstpointer loader)
{
  char *folder = make_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint warnings;
  const NcsnDatasetOptions options = {
      .progress = cancel_after_five, .progress_data = cancellable, .cancellable = cancellable};
  g_assert_null (places_load (folder, options, loader, &warnings, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = ncsn_image_loader_new (NULL);
  gegl_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/streaming/same", loader, test_same);
  g_test_add_data_func ("/streaming/window", loader, test_window);
  g_test_add_data_func ("/streaming/recent", loader, test_recent);
  g_test_add_data_func ("/streaming/changed", loader, test_changed);
  g_test_add_data_func ("/streaming/cancel", loader, test_cancel);
  return g_test_run ();
}
