/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the preview with Cairo. */
#include "preview.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_SIDE 240 /* of the widget, in pixels */

struct _UiPreview {
  GtkDrawingArea parent_instance;
  cairo_surface_t *picture; /* NULL: none yet */
};

G_DEFINE_FINAL_TYPE (UiPreview, ui_preview, GTK_TYPE_DRAWING_AREA)

/* The scale at which the picture is drawn: as large as fits, and an integer if it is at least 1. */
static double
fitting_scale (double room_x, double room_y, int width, int height)
{
  double scale = MIN (room_x / width, room_y / height);

  return scale >= 1 ? floor (scale) : scale;
}

static gboolean
ui_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  UiPreview *preview = UI_PREVIEW (widget);
  double room_x = gtk_widget_get_allocated_width (widget);
  double room_y = gtk_widget_get_allocated_height (widget);

  if (preview->picture == NULL)
    return GDK_EVENT_PROPAGATE;
  int width = cairo_image_surface_get_width (preview->picture);
  int height = cairo_image_surface_get_height (preview->picture);
  double scale = fitting_scale (room_x, room_y, width, height);
  cairo_translate (cr, floor ((room_x - scale * width) / 2), floor ((room_y - scale * height) / 2));
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, preview->picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            scale >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  return GDK_EVENT_PROPAGATE;
}

static void
ui_preview_finalize (GObject *object)
{
  g_clear_pointer (&UI_PREVIEW (object)->picture, cairo_surface_destroy);
  G_OBJECT_CLASS (ui_preview_parent_class)->finalize (object);
}

static void
ui_preview_class_init (UiPreviewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ui_preview_finalize;
  GTK_WIDGET_CLASS (class)->draw = ui_preview_draw;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), ATK_ROLE_IMAGE);
}

static void
ui_preview_init (UiPreview *preview)
{
  gtk_widget_set_size_request (GTK_WIDGET (preview), MIN_SIDE, MIN_SIDE);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (preview)),
                       _ ("Preview of the picture"));
}

GtkWidget *
ui_preview_new (void)
{
  return g_object_new (UI_TYPE_PREVIEW, NULL);
}

/* Converts to Cairo's format CAIRO_FORMAT_RGB24: 32-bit words 0x00RRGGBB. */
static cairo_surface_t *
surface_of (const UiThumbnail *thumbnail)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, thumbnail->width, thumbnail->height);
  guchar *rows = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *from = thumbnail->pixels;

  cairo_surface_flush (surface);
  for (int y = 0; y < thumbnail->height; y++) {
    guint32 *row = (guint32 *)(gpointer)(rows + y * stride);
    for (int x = 0; x < thumbnail->width; x++, from += 3)
      row[x] = (guint32)from[0] << 16 | (guint32)from[1] << 8 | from[2];
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

void
ui_preview_set (UiPreview *preview, const UiThumbnail *thumbnail)
{
  g_return_if_fail (UI_IS_PREVIEW (preview));

  g_clear_pointer (&preview->picture, cairo_surface_destroy);
  preview->picture = surface_of (thumbnail);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}
