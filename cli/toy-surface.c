/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cairo's surfaces, collected in memory so that no half file is ever seen. */
#include "toy-surface.h"

#include <cairo-svg.h>

#include <glib/gi18n.h>

#define PIXELS_A_POINT 2

static cairo_status_t
collect (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Draws on white; the status tells of everything that went wrong on the surface until now. */
static cairo_status_t
draw (cairo_surface_t *surface, const CliToyFigure *figure, const CliToyStudy *study)
{
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  figure->draw (cr, study);
  const cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

static cairo_status_t
render_png (const CliToyFigure *figure, const CliToyStudy *study, GByteArray *bytes)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)(PIXELS_A_POINT * figure->width),
                                  (int)(PIXELS_A_POINT * figure->height));
  cairo_surface_set_device_scale (surface, PIXELS_A_POINT, PIXELS_A_POINT);
  cairo_status_t status = draw (surface, figure, study);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
render_svg (const CliToyFigure *figure, const CliToyStudy *study, GByteArray *bytes)
{
  cairo_surface_t *surface =
      cairo_svg_surface_create_for_stream (collect, bytes, figure->width, figure->height);
  cairo_status_t status = draw (surface, figure, study);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static gboolean
save (cairo_status_t status, const GByteArray *bytes, const char *folder, const char *name,
      const char *ending, GError **error)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_file_set_contents (path, (const char *)bytes->data, bytes->len, error);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be drawn: %s."),
               path, cairo_status_to_string (status));
  return FALSE;
}

gboolean
cli_toy_figures_save (const CliToyStudy *study, const char *folder, GError **error)
{
  for (const CliToyFigure *figure = cli_toy_figures (); figure->name != NULL; figure++) {
    g_autoptr (GByteArray) png = g_byte_array_new ();
    g_autoptr (GByteArray) svg = g_byte_array_new ();
    if (!save (render_png (figure, study, png), png, folder, figure->name, ".png", error) ||
        !save (render_svg (figure, study, svg), svg, folder, figure->name, ".svg", error))
      return FALSE;
  }
  return TRUE;
}
