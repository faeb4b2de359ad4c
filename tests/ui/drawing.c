/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws widgets with Cairo, and keeps the pictures if a folder is given. */
#include "drawing.h"

static const char *folder = NULL;

void
drawing_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  folder = *argc > 1 ? (*argv)[1] : NULL;
}

GdkPixbuf *
drawing_of (GtkWidget *widget, int width, int height, double ground)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  while (gtk_events_pending ())
    gtk_main_iteration ();
  /* GTK allocates sizes with the next frame, which may be later than all events. */
  gtk_container_check_resize (GTK_CONTAINER (gtk_widget_get_toplevel (widget)));
  cairo_set_source_rgb (cr, ground, ground, ground);
  cairo_paint (cr);
  gtk_widget_draw (widget, cr);
  cairo_destroy (cr);
  GdkPixbuf *pixbuf = gdk_pixbuf_get_from_surface (surface, 0, 0, width, height);
  cairo_surface_destroy (surface);
  return pixbuf;
}

void
drawing_keep (GdkPixbuf *pixbuf, const char *name)
{
  if (folder == NULL)
    return;
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
}

const guchar *
drawing_pixel (GdkPixbuf *pixbuf, int x, int y)
{
  return gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) +
         x * gdk_pixbuf_get_n_channels (pixbuf);
}
