/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of an evaluation's picture. Lengths are pixels. */
#include "evaluate-picture.h"

#include <math.h>

#include <glib/gi18n.h>

#include "evaluate-chart.h"
#include "cli/draw/figure-png.h"
#include "cli/draw/panel.h"

#define MARGIN 24.0
#define TILE 64.0 /* a picture's longer side, where whole pixels make it so */
#define GAP 4.0
#define HEAD 24.0 /* a title */
#define CHART_LABELS 34.0
#define CHART_HEIGHT 200.0
#define CHART_FOOT 40.0
#define MIN_WIDTH 640.0

typedef struct {
  cairo_t *cr;
  const CliEvaluatePairs *pairs;
  NcsnShape shape;
  double zoom, tile_width, tile_height;
} Sheet;

static cairo_surface_t *
make_tile (const float *pixels, NcsnShape shape)
{
  cairo_surface_t *tile =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)shape.w, (int)shape.h);
  guint32 *out = (guint32 *)(void *)cairo_image_surface_get_data (tile);
  const gsize stride = cairo_image_surface_get_stride (tile) / sizeof *out;
  for (gsize y = 0; y < shape.h; y++)
    for (gsize x = 0; x < shape.w; x++, pixels += shape.c) {
      guint32 colour = 0;
      for (guint c = 0; c < 3; c++)
        colour = colour << 8 | ncsn_image_byte (pixels[shape.c == 1 ? 0 : c]);
      out[y * stride + x] = colour;
    }
  cairo_surface_mark_dirty (tile);
  return tile;
}

/* A row of pictures, pixel by pixel; returns where it ends. */
static double
draw_row (const Sheet *sheet, const float *pictures, double top)
{
  cairo_t *cr = sheet->cr;
  for (guint k = 0; k < sheet->pairs->count; k++) {
    cairo_surface_t *tile =
        make_tile (pictures + k * sheet->shape.h * sheet->shape.w * sheet->shape.c, sheet->shape);
    cairo_save (cr);
    cairo_translate (cr, MARGIN + k * (sheet->tile_width + GAP), top);
    cairo_scale (cr, sheet->zoom, sheet->zoom);
    cairo_set_source_surface (cr, tile, 0, 0);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_paint (cr);
    cairo_restore (cr);
    cairo_surface_destroy (tile);
  }
  return top + sheet->tile_height + GAP;
}

/* Pictures, the first of which is number `first` of the pairs, with what is nearest to them. */
static double
draw_pairs (const Sheet *sheet, guint first, const char *title, double top)
{
  const gsize at = (gsize)first * sheet->shape.h * sheet->shape.w * sheet->shape.c;
  cli_toy_text (sheet->cr, MARGIN, top + HEAD - 8, CLI_TOY_LEFT, CLI_TOY_TITLE_SIZE, CLI_TOY_INK,
                title);
  top = draw_row (sheet, sheet->pairs->pictures + at, top + HEAD);
  return sheet->pairs->nearest != NULL ? draw_row (sheet, sheet->pairs->nearest + at, top) : top;
}

static double
pairs_height (const Sheet *sheet)
{
  const guint rows = sheet->pairs->nearest != NULL ? 4 : 2;
  return sheet->pairs->count > 0 ? 2 * HEAD + rows * (sheet->tile_height + GAP) + GAP : 0;
}

static void
draw (const Sheet *sheet, const CliEvaluateReport *report, double width)
{
  const gboolean nearest = sheet->pairs->nearest != NULL;
  double top = MARGIN;
  cairo_set_source_rgb (sheet->cr, 1, 1, 1);
  cairo_paint (sheet->cr);
  if (sheet->pairs->count > 0) {
    draw_pairs (sheet, sheet->pairs->count,
                nearest ? _ ("Held out, and the nearest of the training data below")
                        : _ ("Held out"),
                draw_pairs (sheet, 0,
                            nearest ? _ ("Generated, and the nearest of the training data below")
                                    : _ ("Generated"),
                            top) +
                    GAP);
    top += pairs_height (sheet);
  }
  cli_toy_text (sheet->cr, MARGIN, top + HEAD - 8, CLI_TOY_LEFT, CLI_TOY_TITLE_SIZE, CLI_TOY_INK,
                _ ("Denoising loss per dimension"));
  cli_evaluate_chart (sheet->cr, MARGIN + CHART_LABELS, top + HEAD,
                      width - 2 * MARGIN - CHART_LABELS, CHART_HEIGHT, report);
}

/* The surface as a PNG, aside and renamed. */
gboolean
cli_evaluate_picture_save (const CliEvaluateReport *report, const CliEvaluatePairs *pairs,
                           NcsnShape shape, const char *path, GError **error)
{
  const double zoom = MAX (floor (TILE / MAX (shape.w, shape.h)), 1.0);
  Sheet sheet = {NULL, pairs, shape, zoom, zoom * shape.w, zoom * shape.h};
  const double row = pairs->count * (sheet.tile_width + GAP) - GAP;
  const double width = 2 * MARGIN + MAX (row, MIN_WIDTH);
  const double height = 2 * MARGIN + pairs_height (&sheet) + HEAD + CHART_HEIGHT + CHART_FOOT;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)height);
  sheet.cr = cairo_create (surface);
  draw (&sheet, report, width);
  const cairo_status_t status = cairo_status (sheet.cr);
  cairo_destroy (sheet.cr);
  const gboolean saved =
      cli_figure_save_report (surface, status, "evaluate", report->model, path, error);
  cairo_surface_destroy (surface);
  return saved;
}
