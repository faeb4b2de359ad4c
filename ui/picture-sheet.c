/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads sheets with gdk-pixbuf and reduces parts of them with Cairo. */
#include "picture-sheet.h"

#define MAX_PIXELS (16 << 20)
#define MOSAIC 2 /* pictures in a row of a mosaic */

static gboolean
is_sane (int width, int height)
{
  return width > 0 && height > 0 && height <= MAX_PIXELS / width;
}

/* The picture in a file, which may come from anywhere: of one format, and not larger than its head
 * says. NULL if there is none. */
static GdkPixbuf *
read_picture (const char *path)
{
  int width = 0, height = 0;

  /* Pipes would wait for a writer. */
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  GdkPixbufFormat *format = gdk_pixbuf_get_file_info (path, &width, &height);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;
  if (g_strcmp0 (name, "png") != 0 || !is_sane (width, height))
    return NULL;
  g_autoptr (GdkPixbuf) pixels = gdk_pixbuf_new_from_file (path, NULL);
  if (pixels == NULL || gdk_pixbuf_get_width (pixels) != width ||
      gdk_pixbuf_get_height (pixels) != height)
    return NULL;
  return g_steal_pointer (&pixels);
}

gboolean
ui_picture_sheet_read (UiPictureSheet *sheet, const char *path, int width, int height)
{
  *sheet = (UiPictureSheet){.pixels = read_picture (path)};
  if (sheet->pixels == NULL)
    return FALSE;
  const int whole_width = gdk_pixbuf_get_width (sheet->pixels);
  const int whole_height = gdk_pixbuf_get_height (sheet->pixels);
  sheet->width = MIN (width, whole_width);
  sheet->height = MIN (height, whole_height);
  sheet->n_columns = (guint)(whole_width / sheet->width);
  sheet->n_rows = (guint)(whole_height / sheet->height);
  return TRUE;
}

void
ui_picture_sheet_clear (UiPictureSheet *sheet)
{
  g_clear_object (&sheet->pixels);
  *sheet = (UiPictureSheet){0};
}

/* Draws a part of the sheet into the middle of a square of the drawing. */
static void
draw_part (cairo_t *cr, const UiPictureSheet *sheet, const GdkRectangle *part, double x, double y,
           double side)
{
  g_autoptr (GdkPixbuf) pixels =
      gdk_pixbuf_new_subpixbuf (sheet->pixels, part->x, part->y, part->width, part->height);
  const double scale = side / MAX (part->width, part->height);

  cairo_save (cr);
  cairo_translate (cr, x + (side - scale * part->width) / 2, y + (side - scale * part->height) / 2);
  cairo_rectangle (cr, 0, 0, scale * part->width, scale * part->height);
  cairo_clip (cr);
  cairo_scale (cr, scale, scale);
  gdk_cairo_set_source_pixbuf (cr, pixels, 0, 0);
  /* Without this the edges of pictures would be half transparent. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

static cairo_surface_t *
square_new (int side, int scale)
{
  cairo_surface_t *square =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side * scale, side * scale);

  cairo_surface_set_device_scale (square, scale, scale);
  return square;
}

static GdkRectangle
place_of (const UiPictureSheet *sheet, guint row)
{
  return (GdkRectangle){0, (int)row * sheet->height, sheet->width, sheet->height};
}

cairo_surface_t *
ui_picture_sheet_rows (const UiPictureSheet *sheet, guint first, guint count, int side, int scale)
{
  g_return_val_if_fail (count > 0 && first + count <= sheet->n_rows, NULL);
  cairo_surface_t *square = square_new (side, scale);
  cairo_t *cr = cairo_create (square);
  const guint across = count > 1 ? MOSAIC : 1;
  const double part = (double)side / across;

  for (guint k = 0; k < across * across; k++) {
    GdkRectangle place = place_of (sheet, first + k * count / (across * across));
    draw_part (cr, sheet, &place, k % across * part, k / across * part, part);
  }
  cairo_destroy (cr);
  return square;
}

cairo_surface_t *
ui_picture_sheet_corner (const UiPictureSheet *sheet, int side, int scale)
{
  cairo_surface_t *square = square_new (side, scale);
  cairo_t *cr = cairo_create (square);
  const GdkRectangle corner = {0, 0, sheet->width * (int)MIN (sheet->n_columns, MOSAIC),
                               sheet->height * (int)MIN (sheet->n_rows, MOSAIC)};

  draw_part (cr, sheet, &corner, 0, 0, side);
  cairo_destroy (cr);
  return square;
}
