/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures cut from sheets, and files that are no sheets. */
#include "ui/picture-sheet.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define SIDE 8

/* A sheet of pictures of 4 × 2 pixels: row k is 40 k bright, the second column 10 brighter. */
static char *
write_sheet (int columns, int rows)
{
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 4 * columns, 2 * rows);
  char *path = NULL;
  const int file = g_file_open_tmp ("sheet-XXXXXX.png", &path, NULL);

  close (file);
  for (int k = 0; k < columns * rows; k++) {
    g_autoptr (GdkPixbuf) part =
        gdk_pixbuf_new_subpixbuf (pixbuf, k % columns * 4, k / columns * 2, 4, 2);
    const guint value = (guint)(k / columns * 40 + k % columns * 10);
    gdk_pixbuf_fill (part, value << 24 | value << 16 | value << 8 | 255);
  }
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  return path;
}

/* Asserts the brightness and the opacity of a picture's pixel, and frees the picture with the
 * last. */
static void
assert_pixel (cairo_surface_t *picture, int x, int y, int brightness, int opacity)
{
  cairo_surface_flush (picture);
  const guint8 *row = cairo_image_surface_get_data (picture) +
                      (gsize)y * (gsize)cairo_image_surface_get_stride (picture);
  const guint32 pixel = ((const guint32 *)(gconstpointer)row)[x];

  g_assert_cmpint (pixel & 255, ==, brightness);
  g_assert_cmpint (pixel >> 24, ==, opacity);
}

/* A row alone is its first picture in the middle of a square; of more rows four are shown. */
static void
test_rows (void)
{
  g_autofree char *path = write_sheet (2, 5);
  g_auto (UiPictureSheet) sheet = {0};

  g_assert_true (ui_picture_sheet_read (&sheet, path, 4, 2));
  g_assert_cmpuint (sheet.n_rows, ==, 5);
  g_assert_cmpuint (sheet.n_columns, ==, 2);
  cairo_surface_t *one = ui_picture_sheet_rows (&sheet, 3, 1, SIDE, 1);
  assert_pixel (one, 4, 1, 0, 0);
  assert_pixel (one, 0, 4, 120, 255);
  assert_pixel (one, 7, 4, 120, 255);
  cairo_surface_destroy (one);
  cairo_surface_t *four = ui_picture_sheet_rows (&sheet, 0, 5, SIDE, 2);
  g_assert_cmpint (cairo_image_surface_get_width (four), ==, 2 * SIDE);
  assert_pixel (four, 4, 4, 0, 255);
  assert_pixel (four, 12, 4, 40, 255);
  assert_pixel (four, 4, 12, 80, 255);
  assert_pixel (four, 12, 12, 120, 255);
  cairo_surface_destroy (four);
  g_remove (path);
}

/* The corner has 2 × 2 pictures; a picture that is larger than the sheet is the sheet. */
static void
test_corner (void)
{
  g_autofree char *path = write_sheet (3, 4);
  g_auto (UiPictureSheet) sheet = {0}, whole = {0};

  g_assert_true (ui_picture_sheet_read (&sheet, path, 4, 2));
  cairo_surface_t *corner = ui_picture_sheet_corner (&sheet, SIDE, 1);
  assert_pixel (corner, 1, 3, 0, 255);
  assert_pixel (corner, 6, 3, 10, 255);
  assert_pixel (corner, 6, 5, 50, 255);
  cairo_surface_destroy (corner);
  g_assert_true (ui_picture_sheet_read (&whole, path, 100, 100));
  g_assert_cmpuint (whole.n_rows * whole.n_columns, ==, 1);
  g_assert_cmpint (whole.width, ==, 12);
  g_remove (path);
}

static void
test_no_sheets (void)
{
  UiPictureSheet sheet;
  g_autofree char *path = write_sheet (1, 1);

  g_assert_false (ui_picture_sheet_read (&sheet, "/nowhere/sheet.png", 4, 2));
  g_assert_null (sheet.pixels);
  g_assert_false (ui_picture_sheet_read (&sheet, "/dev/zero", 4, 2));
  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n and no more", -1, NULL));
  g_assert_false (ui_picture_sheet_read (&sheet, path, 4, 2));
  g_remove (path);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-sheet/rows", test_rows);
  g_test_add_func ("/picture-sheet/corner", test_corner);
  g_test_add_func ("/picture-sheet/no-sheets", test_no_sheets);
  return g_test_run ();
}
