/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each figure twice. */
#include "toy-surface.h"

#include <cairo-svg.h>

#include "cli/draw/figure-png.h"

typedef struct {
  const CliToyFigure *figure;
  const CliToyStudy *study;
} Drawing;

static void
draw (cairo_t *cr, gconstpointer data)
{
  const Drawing *drawing = data;
  drawing->figure->draw (cr, drawing->study);
}

static cairo_status_t
render_svg (const Drawing *drawing, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (
      cli_figure_collect, bytes, drawing->figure->width, drawing->figure->height);
  cairo_status_t status = cli_figure_draw (surface, draw, drawing);
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
  return cli_figure_save (status, bytes, path, error);
}

gboolean
cli_toy_figures_save (const CliToyStudy *study, const char *folder, GError **error)
{
  for (const CliToyFigure *figure = cli_toy_figures (); figure->name != NULL; figure++) {
    const Drawing drawing = {figure, study};
    g_autoptr (GByteArray) png = g_byte_array_new ();
    g_autoptr (GByteArray) svg = g_byte_array_new ();
    const cairo_status_t status =
        cli_figure_png (figure->width, figure->height, draw, &drawing, png);
    if (!save (status, png, folder, figure->name, ".png", error) ||
        !save (render_svg (&drawing, svg), svg, folder, figure->name, ".svg", error))
      return FALSE;
  }
  return TRUE;
}
