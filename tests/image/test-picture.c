/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures: rounding to bytes, grids, PNG files and reading them with the loader. */

#include "folder.h"
#include "image/loader.h"
#include "image/picture-file.h"

static void
test_byte (void)
{
  for (guint b = 0; b < 256; b++) {
    g_assert_cmpuint (ncsn_image_byte (b / 255.0f), ==, b);
    g_assert_cmpuint (ncsn_image_byte (b / 255.0f + 1e-4f), ==, b);
    g_assert_cmpuint (ncsn_image_byte (b / 255.0f - 1e-4f), ==, b);
  }
  g_assert_cmpuint (ncsn_image_byte (-3.0f), ==, 0);
  g_assert_cmpuint (ncsn_image_byte (7.0f), ==, 255);
  g_assert_cmpuint (ncsn_image_byte (G_MAXFLOAT * 10.0f), ==, 255);
  g_assert_cmpuint (ncsn_image_byte (0.0f / 0.0f), ==, 0);
}

static void
test_layout (void)
{
  static const struct {
    gsize count;
    guint columns;
    gsize n_columns, n_rows;
  } cases[] = {{64, 0, 8, 8}, {1, 0, 1, 1}, {5, 0, 3, 2},       {36, 0, 6, 6},
               {7, 2, 2, 4},  {3, 9, 3, 1}, {1000, 10, 10, 100}};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize n_columns, n_rows;
    ncsn_image_grid_layout (cases[i].count, cases[i].columns, &n_columns, &n_rows);
    g_assert_cmpuint (n_columns, ==, cases[i].n_columns);
    g_assert_cmpuint (n_rows, ==, cases[i].n_rows);
  }
}

/* Every pixel of three 2 × 3 colour pictures is in its place, and the unused place is black. */
static void
test_grid (void)
{
  enum { N = 3, H = 2, W = 3, C = 3 };
  float pictures[N * H * W * C];
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    pictures[i] = i + 1;
  g_autoptr (NcsnImage) grid = ncsn_image_grid (pictures, N, H, W, C, 2, NULL);
  g_assert_cmpuint (grid->width, ==, 2 * W);
  g_assert_cmpuint (grid->height, ==, 2 * H);

  for (gsize y = 0; y < 2 * H; y++)
    for (gsize x = 0; x < 2 * W; x++)
      for (gsize c = 0; c < C; c++) {
        const gsize n = y / H * 2 + x / W;
        const float expected = n < N ? ((n * H + y % H) * W + x % W) * C + c + 1 : 0;
        g_assert_cmpfloat (grid->data[(y * 2 * W + x) * C + c], ==, expected);
      }
}

static void
test_limits (void)
{
  GError *error = NULL;
  g_assert_null (ncsn_image_new (G_MAXSIZE / 2, 3, 3, &error));
  assert_sentence (&error, "choose another size");
  g_assert_null (ncsn_image_new (0, 3, 3, &error));
  assert_sentence (&error, "is not possible");
}

/* All bytes in all channels survive a PNG, with the file's or with other channels. */
static void
test_round_trip (gconstpointer data)
{
  NcsnImageLoader *loader = (NcsnImageLoader *)data;
  char *folder = folder_new ();
  for (guint channels = 1; channels <= 3; channels += 2) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = folder_path (folder, channels == 1 ? "gray.png" : "colour.png");
    g_autoptr (NcsnImage) image = ncsn_image_new (16, 16, channels, &error);
    for (gsize i = 0; i < 256 * channels; i++)
      image->data[i] = (i / channels * (1 + 2 * (i % channels))) % 256 / 255.0f;
    g_assert_true (ncsn_image_save_png (image, NULL, path, &error));
    g_assert_true (ncsn_image_save_png (image, NULL, path, &error)); /* over itself */

    const NcsnImageLoadOptions as_is = {0};
    g_autoptr (NcsnImage) back = ncsn_image_loader_load (loader, path, &as_is, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (back->width * back->height, ==, 256);
    g_assert_cmpuint (back->channels, ==, channels);
    for (gsize i = 0; i < 256 * channels; i++)
      g_assert_cmpfloat_with_epsilon (back->data[i], image->data[i], 1e-4);

    const NcsnImageLoadOptions three = {.channels = 3};
    g_autoptr (NcsnImage) colour = ncsn_image_loader_load (loader, path, &three, &error);
    g_assert_no_error (error);
    for (gsize i = 0; i < 256 * 3; i++)
      g_assert_cmpuint (ncsn_image_byte (colour->data[i]), ==,
                        ncsn_image_byte (image->data[channels == 3 ? i : i / 3]));
  }
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;
  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, 2); /* no temporary file is left */
  folder_remove (folder);
}

static void
test_unwritable (void)
{
  GError *error = NULL;
  g_autoptr (NcsnImage) image = ncsn_image_new (4, 4, 1, NULL);
  g_assert_false (ncsn_image_save_png (image, NULL, "/nowhere/at/all.png", &error));
  assert_sentence (&error, "/nowhere/at/all.png");
}

/* The left half is black, the right half white, the width twice the height: cropping to a square
 * and halving must keep the edge in the middle and both sides flat. */
static void
test_resize (gconstpointer data)
{
  NcsnImageLoader *loader = (NcsnImageLoader *)data;
  g_autoptr (GError) error = NULL;
  char *folder = folder_new ();
  g_autofree char *path = folder_path (folder, "halves.png");
  g_autoptr (NcsnImage) image = ncsn_image_new (64, 32, 1, &error);
  for (gsize i = 0; i < 64 * 32; i++)
    image->data[i] = i % 64 >= 32 ? 1.0f : 0.0f;
  g_assert_true (ncsn_image_save_png (image, NULL, path, &error));

  const NcsnImageLoadOptions options = {.width = 16, .height = 16};
  g_autoptr (NcsnImage) small = ncsn_image_loader_load (loader, path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (small->width, ==, 16);
  g_assert_cmpuint (small->height, ==, 16);
  for (gsize y = 0; y < 16; y++)
    for (gsize x = 0; x < 16; x++)
      if (x < 6 || x > 9)
        g_assert_cmpfloat_with_epsilon (small->data[y * 16 + x], x < 8 ? 0.0 : 1.0, 0.02);
      else
        g_assert_true ((small->data[y * 16 + x] > 0.5f) == (x >= 8));
  folder_remove (folder);
}

static void
test_not_pictures (gconstpointer data)
{
  static const char *const names[] = {"empty.png", "text.png", "text", "noise.jpg"};
  NcsnImageLoader *loader = (NcsnImageLoader *)data;
  const NcsnImageLoadOptions as_is = {0};
  char *folder = folder_new ();
  GError *error = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = folder_write (folder, names[i], "some words, no picture", i * 7);
    g_assert_null (ncsn_image_loader_load (loader, path, &as_is, &error));
    assert_sentence (&error, names[i]);
  }
  g_assert_null (ncsn_image_loader_load (loader, folder, &as_is, &error));
  assert_sentence (&error, "not a file");
  g_assert_null (ncsn_image_loader_load (loader, "/nowhere", &as_is, &error));
  assert_sentence (&error, "/nowhere");

  /* The loader still works, although its process has died on some of these files. */
  g_autofree char *sound = folder_write_flat (folder, "sound.png", 5, 7, 3, 200);
  g_autoptr (NcsnImage) image = ncsn_image_loader_load (loader, sound, &as_is, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ncsn_image_byte (image->data[0]), ==, 200);
  g_assert_cmpuint (ncsn_image_byte (image->data[5 * 7 * 3 - 2]), ==, 100);
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = folder_test_init (&argc, &argv);

  g_test_add_func ("/picture/byte", test_byte);
  g_test_add_func ("/picture/layout", test_layout);
  g_test_add_func ("/picture/grid", test_grid);
  g_test_add_func ("/picture/limits", test_limits);
  g_test_add_func ("/picture/unwritable", test_unwritable);
  g_test_add_data_func ("/picture/round-trip", loader, test_round_trip);
  g_test_add_data_func ("/picture/resize", loader, test_resize);
  g_test_add_data_func ("/picture/not-pictures", loader, test_not_pictures);
  return g_test_run ();
}
