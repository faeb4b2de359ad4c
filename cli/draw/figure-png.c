/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodes Cairo surfaces in memory, so that no incomplete file is ever visible. */
#include "figure-png.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#include "image/model-finder.h"
#include "image/picture-file.h"
#include "image/training-files.h"

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

static cairo_surface_t *
make_surface (double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(PIXELS_A_POINT * width), (int)(PIXELS_A_POINT * height));
  cairo_surface_set_device_scale (surface, PIXELS_A_POINT, PIXELS_A_POINT);
  return surface;
}

cairo_status_t
cli_figure_png (double width, double height, CliFigureFunc draw, gconstpointer data,
                GByteArray *bytes)
{
  cairo_surface_t *surface = make_surface (width, height);
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

/* NULL with an error if there is not enough memory. */
static NcsnImage *
read_surface (cairo_surface_t *surface, GError **error)
{
  const int width = cairo_image_surface_get_width (surface);
  NcsnImage *image =
      ncsn_image_new ((gsize)width, (gsize)cairo_image_surface_get_height (surface), 3, error);
  if (image == NULL)
    return NULL;
  cairo_surface_flush (surface);
  const guint32 *pixels = (const guint32 *)(const void *)cairo_image_surface_get_data (surface);
  const gsize stride = cairo_image_surface_get_stride (surface) / sizeof *pixels;
  for (gsize i = 0; i < image->width * image->height; i++)
    for (guint c = 0; c < 3; c++)
      image->data[3 * i + c] =
          (float)(pixels[i / width * stride + i % width] >> (16 - 8 * c) & 255) / 255.0f;
  return image;
}

gboolean
cli_figure_save_report (cairo_surface_t *surface, cairo_status_t status, const char *report,
                        const char *model, const char *path, GError **error)
{
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be drawn: %s."),
                 path, cairo_status_to_string (status));
    return FALSE;
  }
  g_autofree char *name = ncsn_model_finder_name (model);
  g_autofree char *record = ncsn_report_record (report, name);
  g_autoptr (NcsnImage) image = read_surface (surface, error);
  return image != NULL && ncsn_image_save_png (image, record, path, error);
}

gboolean
cli_figure_report (double width, double height, CliFigureFunc draw, gconstpointer data,
                   const char *report, const char *model, const char *path, GError **error)
{
  cairo_surface_t *surface = make_surface (width, height);
  const cairo_status_t status = cli_figure_draw (surface, draw, data);
  const gboolean saved = cli_figure_save_report (surface, status, report, model, path, error);
  cairo_surface_destroy (surface);
  return saved;
}
