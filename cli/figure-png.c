/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cairo's surfaces, collected in memory so that no half file is ever seen. */
#include "figure-png.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#define PIXELS_A_POINT 2

cairo_status_t
cli_figure_collect (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t
cli_figure_draw (cairo_surface_t *surface, CliFigureFunc draw, gconstpointer data)
{
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw (cr, data);
  const cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

cairo_status_t
cli_figure_png (double width, double height, CliFigureFunc draw, gconstpointer data,
                GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(PIXELS_A_POINT * width), (int)(PIXELS_A_POINT * height));
  cairo_surface_set_device_scale (surface, PIXELS_A_POINT, PIXELS_A_POINT);
  cairo_status_t status = cli_figure_draw (surface, draw, data);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, cli_figure_collect, bytes);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
cli_figure_save (cairo_status_t status, const GByteArray *bytes, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (status == CAIRO_STATUS_SUCCESS &&
      g_file_set_contents (path, (const char *)bytes->data, bytes->len, &local))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be written: %s."),
               path, local != NULL ? local->message : cairo_status_to_string (status));
  return FALSE;
}
