/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the two pictures and the line with Cairo. */
#include "compare-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LABEL_MARGIN 6

static void
draw_picture (UiCompare *compare, cairo_t *cr, const UiComparePicture *picture)
{
  double width, height;

  if (picture->surface == NULL)
    return;
  ui_compare_get_size (compare, &width, &height);
  double scale_x =
      compare->zoom * picture->place.width / cairo_image_surface_get_width (picture->surface);
  double scale_y =
      compare->zoom * picture->place.height / cairo_image_surface_get_height (picture->surface);
  cairo_save (cr);
  cairo_translate (cr, round (width / 2 + (picture->place.x - compare->x) * compare->zoom),
                   round (height / 2 + (picture->place.y - compare->y) * compare->zoom));
  cairo_scale (cr, scale_x, scale_y);
  cairo_set_source_surface (cr, picture->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            scale_x >= 2 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* The line with its grip, white within black, so that it shows on any picture. */
static void
draw_split (UiCompare *compare, cairo_t *cr)
{
  double width, height;

  ui_compare_get_size (compare, &width, &height);
  double x = CLAMP (ui_compare_split_x (compare), 1, width - 1);
  double grip = CLAMP (x, UI_COMPARE_GRIP, width - UI_COMPARE_GRIP);
  for (int pass = 0; pass < 2; pass++) {
    cairo_set_source_rgba (cr, pass, pass, pass, pass == 0 ? 0.6 : 1);
    cairo_set_line_width (cr, pass == 0 ? 3 : 1);
    cairo_move_to (cr, x, 0);
    cairo_line_to (cr, x, height);
    cairo_stroke (cr);
    cairo_arc (cr, grip, height / 2, pass == 0 ? UI_COMPARE_GRIP : UI_COMPARE_GRIP - 1.5, 0,
               2 * G_PI);
    cairo_fill (cr);
  }
}

static void
draw_label (UiCompare *compare, cairo_t *cr, const char *text, gboolean right)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (compare), text);
  int width, height;
  double room_x, room_y, x;

  ui_compare_get_size (compare, &room_x, &room_y);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = right ? room_x - width - 2 * LABEL_MARGIN : 2 * LABEL_MARGIN;
  cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
  cairo_rectangle (cr, x - LABEL_MARGIN, LABEL_MARGIN, width + 2 * LABEL_MARGIN,
                   height + LABEL_MARGIN);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, x, 1.5 * LABEL_MARGIN);
  pango_cairo_show_layout (cr, layout);
}

gboolean
ui_compare_draw (GtkWidget *widget, cairo_t *cr)
{
  UiCompare *compare = UI_COMPARE (widget);
  double width, height;

  ui_compare_get_size (compare, &width, &height);
  gtk_render_background (gtk_widget_get_style_context (widget), cr, 0, 0, width, height);
  draw_picture (compare, cr, &compare->before);
  cairo_save (cr);
  if (ui_compare_is_divided (compare)) {
    cairo_rectangle (cr, ui_compare_split_x (compare), 0, width, height);
    cairo_clip (cr);
  }
  draw_picture (compare, cr, &compare->after);
  cairo_restore (cr);
  if (ui_compare_is_divided (compare)) {
    draw_split (compare, cr);
    if (compare->split > 0.02)
      draw_label (compare, cr, _ ("Before"), FALSE);
    if (compare->split < 0.98)
      draw_label (compare, cr, _ ("After"), TRUE);
  }
  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (gtk_widget_get_style_context (widget), cr, 0, 0, width, height);
  return GDK_EVENT_PROPAGATE;
}
