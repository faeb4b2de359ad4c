/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the picture of an evaluation: rows of pictures and a chart of the losses. Lengths are
 * pixels.
 */
#include "evaluate-picture.h"

#include <math.h>

#include <glib/gi18n.h>

#include "cli/draw/figure-png.h"
#include "cli/draw/panel.h"

#define MARGIN 24.0
#define TILE 64.0 /* the longer side of a picture, rounded down to a whole zoom */
#define GAP 4.0
#define HEAD 24.0 /* height of a title */
#define CHART_LABELS 34.0
#define CHART_HEIGHT 200.0
#define CHART_FOOT 40.0
#define MIN_WIDTH 640.0

#define ZERO 0.5 /* loss per dimension of a score of zero */
#define DOT 3.2

typedef struct {
  cairo_t *cr;
  const CliEvaluatePairs *pairs;
  NcsnShape shape;
  double zoom, tile_width, tile_height;
} Sheet;

typedef struct {
  cairo_t *cr;
  double left, top, width, height;
  double low, high; /* ln σ */
  double highest;   /* the loss at the top */
} Chart;

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

/* Draws a row of pictures without interpolation; returns the y where it ends. */
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

/* Draws the pictures from number `first` on, and their nearest training pictures below. */
static double
draw_pairs (const Sheet *sheet, guint first, const char *title, double top)
{
  const gsize at = (gsize)first * sheet->shape.h * sheet->shape.w * sheet->shape.c;
  cli_draw_text (sheet->cr, MARGIN, top + HEAD - 8, CLI_ALIGN_LEFT, CLI_TITLE_SIZE, CLI_INK_TEXT,
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

static double
chart_x (const Chart *chart, double sigma)
{
  const double range = MAX (chart->high - chart->low, 1e-9);
  return chart->left + chart->width * (0.02 + 0.96 * (log (sigma) - chart->low) / range);
}

static double
chart_y (const Chart *chart, double loss)
{
  return chart->top + chart->height * (1.0 - CLAMP (loss / chart->highest, 0.0, 1.0));
}

static void
draw_line (const Chart *chart, double loss, double width)
{
  cairo_move_to (chart->cr, chart->left, chart_y (chart, loss));
  cairo_rel_line_to (chart->cr, chart->width, 0);
  cli_draw_set_ink (chart->cr, CLI_INK_FAINT, width);
  cairo_set_line_width (chart->cr, width);
  cairo_stroke (chart->cr);
}

static void
draw_axes (const Chart *chart)
{
  cairo_t *cr = chart->cr;
  const double bottom = chart->top + chart->height;
  for (guint i = 0; i * 0.1 <= chart->highest; i++) {
    g_autofree char *text = g_strdup_printf ("%.1f", i * 0.1);
    draw_line (chart, i * 0.1, 0.5);
    cli_draw_text (cr, chart->left - 6, chart_y (chart, i * 0.1) + 3.5, CLI_ALIGN_RIGHT,
                   CLI_TEXT_SIZE, CLI_INK_FAINT, text);
  }
  draw_line (chart, ZERO, 1.2);
  cli_draw_text (cr, chart->left + chart->width - 6, chart_y (chart, ZERO) - 5, CLI_ALIGN_RIGHT,
                 CLI_TEXT_SIZE, CLI_INK_FAINT, _ ("a score of zero"));
  for (int power = (int)floor (chart->low / G_LN10); power <= chart->high / G_LN10; power++)
    for (guint digit = 1; digit <= 3; digit += 2) {
      const double sigma = digit * pow (10.0, power);
      if (log (sigma) < chart->low - 1e-9 || log (sigma) > chart->high + 1e-9)
        continue;
      g_autofree char *text = g_strdup_printf ("%g", sigma);
      cli_draw_text (cr, chart_x (chart, sigma), bottom + 15, CLI_ALIGN_CENTRE, CLI_TEXT_SIZE,
                     CLI_INK_FAINT, text);
    }
  cli_draw_text (cr, chart->left + 0.5 * chart->width, bottom + 32, CLI_ALIGN_CENTRE, CLI_TEXT_SIZE,
                 CLI_INK_FAINT, _ ("noise level σ"));
}

static void
draw_losses (const Chart *chart, const CliEvaluateReport *report)
{
  cairo_t *cr = chart->cr;
  const double scale = 1.0 / (double)report->dimension;
  cli_draw_set_ink (cr, CLI_INK_FIRST, 1.0);
  cairo_set_line_width (cr, 1.8);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < report->levels; i++)
    cairo_line_to (cr, chart_x (chart, report->sigmas[i]),
                   chart_y (chart, scale * report->losses[i].mean));
  cairo_stroke (cr);
  for (guint i = 0; i < report->levels; i++) {
    const double x = chart_x (chart, report->sigmas[i]), mean = report->losses[i].mean;
    const double error = 2.0 * report->losses[i].standard_error;
    cairo_move_to (cr, x, chart_y (chart, scale * (mean - error)));
    cairo_line_to (cr, x, chart_y (chart, scale * (mean + error)));
    cairo_stroke (cr);
    cairo_arc (cr, x, chart_y (chart, scale * mean), DOT, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

/* Draws the losses per dimension, with two standard errors up and down, over σ on a logarithmic
 * scale, in the given rectangle, which does not include the axes' names. */
static void
draw_chart (cairo_t *cr, double left, double top, double width, double height,
            const CliEvaluateReport *report)
{
  double highest = ZERO;
  for (guint i = 0; i < report->levels; i++)
    highest = MAX (highest, report->losses[i].mean / (double)report->dimension);
  const Chart chart = {cr,
                       left,
                       top,
                       width,
                       height,
                       log (report->sigmas[report->levels - 1]),
                       log (report->sigmas[0]),
                       MIN (1.1 * highest, 10.0 * ZERO)};
  draw_axes (&chart);
  draw_losses (&chart, report);
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
                nearest ? _ ("Held out, and the nearest training pictures below") : _ ("Held out"),
                draw_pairs (sheet, 0,
                            nearest ? _ ("Generated, and the nearest training pictures below")
                                    : _ ("Generated"),
                            top) +
                    GAP);
    top += pairs_height (sheet);
  }
  cli_draw_text (sheet->cr, MARGIN, top + HEAD - 8, CLI_ALIGN_LEFT, CLI_TITLE_SIZE, CLI_INK_TEXT,
                 _ ("Denoising loss per dimension"));
  draw_chart (sheet->cr, MARGIN + CHART_LABELS, top + HEAD, width - 2 * MARGIN - CHART_LABELS,
              CHART_HEIGHT, report);
}

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
