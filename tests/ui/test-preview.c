/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails and the preview widget, compared pixel by pixel with expected values. With a folder as
 * argument the drawings are written there. */
#include "ui/preview.h"

#include "drawing.h"

#include <math.h>

#define WIDTH 300
#define HEIGHT 260

static void
assert_pixel (const UiThumbnail *thumbnail, int x, int y, int red, int green, int blue)
{
  const guint8 *pixel = thumbnail->pixels + 3 * (y * thumbnail->width + x);

  g_assert_cmpint (pixel[0], ==, red);
  g_assert_cmpint (pixel[1], ==, green);
  g_assert_cmpint (pixel[2], ==, blue);
}

/* A picture that fits keeps its size; values are clamped and rounded to the nearest byte. */
static void
test_as_it_is (void)
{
  const float pictures[] = {0,        1,         0.5f,         -3,           7, NAN,
                            INFINITY, -INFINITY, 100.4f / 255, 100.6f / 255, 0, 0};
  g_autoptr (UiThumbnail) thumbnail = ui_thumbnail_new (pictures, 1, 2, 2, 3, 2);

  g_assert_cmpint (thumbnail->width, ==, 2);
  g_assert_cmpint (thumbnail->height, ==, 2);
  assert_pixel (thumbnail, 0, 0, 0, 255, 128);
  assert_pixel (thumbnail, 1, 0, 0, 255, 0);
  assert_pixel (thumbnail, 0, 1, 255, 0, 100);
  assert_pixel (thumbnail, 1, 1, 101, 0, 0);
}

/* 5 × 3 gray pixels in at most 3: means over squares of 2 × 2, which are cut off at the edges. */
static void
test_means (void)
{
  const float pictures[] = {0.0f, 0.2f, 0.4f, 0.4f, 1.0f, 0.2f, 0.4f, 0.4f,
                            0.4f, 0.6f, 0.2f, 0.6f, 0.8f, 0.0f, 0.4f};
  g_autoptr (UiThumbnail) thumbnail = ui_thumbnail_new (pictures, 1, 3, 5, 1, 3);

  g_assert_cmpint (thumbnail->width, ==, 3);
  g_assert_cmpint (thumbnail->height, ==, 2);
  assert_pixel (thumbnail, 0, 0, 51, 51, 51);
  assert_pixel (thumbnail, 1, 0, 102, 102, 102);
  assert_pixel (thumbnail, 2, 0, 204, 204, 204);
  assert_pixel (thumbnail, 0, 1, 102, 102, 102);
  assert_pixel (thumbnail, 1, 1, 102, 102, 102);
  assert_pixel (thumbnail, 2, 1, 102, 102, 102);
}

/* Five pictures of 2 × 1 pixels: two rows of three, with a black place at the end. */
static void
test_side_by_side (void)
{
  float pictures[10];

  for (int i = 0; i < 10; i++)
    pictures[i] = (float)(i + 1) / 255;
  g_autoptr (UiThumbnail) thumbnail = ui_thumbnail_new (pictures, 5, 1, 2, 1, 100);
  g_assert_cmpint (thumbnail->width, ==, 6);
  g_assert_cmpint (thumbnail->height, ==, 2);
  for (int i = 0; i < 12; i++)
    assert_pixel (thumbnail, i % 6, i / 6, i < 10 ? i + 1 : 0, i < 10 ? i + 1 : 0,
                  i < 10 ? i + 1 : 0);
}

/* For random sizes, no side is longer than `longest`, and constant pictures stay constant. */
static void
test_sizes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 300; i++) {
    gsize side = (gsize)g_rand_int_range (rand, 1, 4), n = side * side;
    gsize longest = (gsize)g_rand_int_range (rand, 1, 40);
    gsize height = (gsize)g_rand_int_range (rand, 1, 50);
    gsize width = (gsize)g_rand_int_range (rand, 1, 50);
    g_autofree float *pictures = g_new (float, n *height *width);
    for (gsize k = 0; k < n * height * width; k++)
      pictures[k] = 51 / 255.0f;
    g_autoptr (UiThumbnail) thumbnail = ui_thumbnail_new (pictures, n, height, width, 1, longest);
    g_assert_cmpint (MAX (thumbnail->width, thumbnail->height), <=, (int)longest);
    assert_pixel (thumbnail, 0, 0, 51, 51, 51);
  }
}

/* Draws a thumbnail with the widget; the pixbuf is WIDTH × HEIGHT. */
static GdkPixbuf *
draw (const UiThumbnail *thumbnail, const char *name)
{
  GtkWidget *window = gtk_offscreen_window_new ();
  GtkWidget *preview = ui_preview_new ();

  gtk_widget_set_size_request (preview, WIDTH, HEIGHT);
  gtk_container_add (GTK_CONTAINER (window), preview);
  gtk_widget_show_all (window);
  ui_preview_set (UI_PREVIEW (preview), thumbnail);
  GdkPixbuf *pixbuf = drawing_of (preview, WIDTH, HEIGHT, 0);
  gtk_widget_destroy (window);
  drawing_keep (pixbuf, name);
  return pixbuf;
}

/* 7 × 8 colours in 300 × 260: enlarged 32 times, in the middle, each pixel a square. */
static void
test_enlarged (void)
{
  float pictures[7 * 8 * 3];

  for (int i = 0; i < 7 * 8 * 3; i++)
    pictures[i] = (float)(i * 37 % 200 + 30) / 255;
  g_autoptr (UiThumbnail) thumbnail = ui_thumbnail_new (pictures, 1, 8, 7, 3, 320);
  g_autoptr (GdkPixbuf) pixbuf = draw (thumbnail, "preview-enlarged");
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      int from_x = x - (WIDTH - 7 * 32) / 2, from_y = y - (HEIGHT - 8 * 32) / 2;
      gboolean inside = from_x >= 0 && from_x < 7 * 32 && from_y >= 0 && from_y < 8 * 32;
      int place = 3 * (from_y / 32 * 7 + from_x / 32);
      for (int c = 0; c < 3; c++)
        g_assert_cmpint (drawing_pixel (pixbuf, x, y)[c], ==,
                         inside ? (place + c) * 37 % 200 + 30 : 0);
    }
}

/* A wide picture is reduced to fit: white from edge to edge, with its aspect ratio, black
 * elsewhere. */
static void
test_reduced (void)
{
  g_autofree float *pictures = g_new (float, 600 * 200);

  for (int i = 0; i < 600 * 200; i++)
    pictures[i] = 1;
  g_autoptr (UiThumbnail) thumbnail = ui_thumbnail_new (pictures, 1, 200, 600, 1, 600);
  g_autoptr (GdkPixbuf) pixbuf = draw (thumbnail, "preview-reduced");
  g_assert_cmpint (drawing_pixel (pixbuf, 1, HEIGHT / 2)[0], >, 250);
  g_assert_cmpint (drawing_pixel (pixbuf, WIDTH - 2, HEIGHT / 2)[0], >, 250);
  g_assert_cmpint (drawing_pixel (pixbuf, WIDTH / 2, HEIGHT / 2 - 48)[0], >, 250);
  g_assert_cmpint (drawing_pixel (pixbuf, WIDTH / 2, HEIGHT / 2 - 53)[0], ==, 0);
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add_func ("/thumbnail/as-it-is", test_as_it_is);
  g_test_add_func ("/thumbnail/means", test_means);
  g_test_add_func ("/thumbnail/side-by-side", test_side_by_side);
  g_test_add_func ("/thumbnail/sizes", test_sizes);
  g_test_add_func ("/preview/enlarged", test_enlarged);
  g_test_add_func ("/preview/reduced", test_reduced);
  return g_test_run ();
}
