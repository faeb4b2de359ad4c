/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses over σ. */
#include "evaluate-chart.h"

#include <math.h>

#include <glib/gi18n.h>

#include "cli/draw/panel.h"

#define ZERO 0.5 /* what a score of zero has for each dimension */
#define DOT 3.2

typedef struct {
  cairo_t *cr;
  double left, top, width, height;
  double low, high; /* ln σ */
  double most;      /* the loss at the top */
} Chart;

static double
chart_x (const Chart *chart, double sigma)
{
  const double range = MAX (chart->high - chart->low, 1e-9);
  return chart->left + chart->width * (0.02 + 0.96 * (log (sigma) - chart->low) / range);
}

static double
chart_y (const Chart *chart, double loss)
{
  return chart->top + chart->height * (1.0 - CLAMP (loss / chart->most, 0.0, 1.0));
}

static void
draw_line (const Chart *chart, double loss, double width)
{
  cairo_move_to (chart->cr, chart->left, chart_y (chart, loss));
  cairo_rel_line_to (chart->cr, chart->width, 0);
  cli_toy_set_ink (chart->cr, CLI_TOY_FAINT, width);
  cairo_set_line_width (chart->cr, width);
  cairo_stroke (chart->cr);
}

static void
draw_axes (const Chart *chart)
{
  cairo_t *cr = chart->cr;
  const double bottom = chart->top + chart->height;
  for (guint i = 0; i * 0.1 <= chart->most; i++) {
    g_autofree char *text = g_strdup_printf ("%.1f", i * 0.1);
    draw_line (chart, i * 0.1, 0.5);
    cli_toy_text (cr, chart->left - 6, chart_y (chart, i * 0.1) + 3.5, CLI_TOY_RIGHT,
                  CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT, text);
  }
  draw_line (chart, ZERO, 1.2);
  cli_toy_text (cr, chart->left + chart->width - 6, chart_y (chart, ZERO) - 5, CLI_TOY_RIGHT,
                CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT, _ ("a score of zero"));
  for (int power = (int)floor (chart->low / G_LN10); power <= chart->high / G_LN10; power++)
    for (guint digit = 1; digit <= 3; digit += 2) {
      const double sigma = digit * pow (10.0, power);
      if (log (sigma) < chart->low - 1e-9 || log (sigma) > chart->high + 1e-9)
        continue;
      g_autofree char *text = g_strdup_printf ("%g", sigma);
      cli_toy_text (cr, chart_x (chart, sigma), bottom + 15, CLI_TOY_CENTRE, CLI_TOY_TEXT_SIZE,
                    CLI_TOY_FAINT, text);
    }
  cli_toy_text (cr, chart->left + 0.5 * chart->width, bottom + 32, CLI_TOY_CENTRE,
                CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT, _ ("noise level σ"));
}

static void
draw_losses (const Chart *chart, const CliEvaluateReport *report)
{
  cairo_t *cr = chart->cr;
  const double scale = 1.0 / (double)report->dimension;
  cli_toy_set_ink (cr, CLI_TOY_FIRST, 1.0);
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

void
cli_evaluate_chart (cairo_t *cr, double left, double top, double width, double height,
                    const CliEvaluateReport *report)
{
  double most = ZERO;
  for (guint i = 0; i < report->levels; i++)
    most = MAX (most, report->losses[i].mean / (double)report->dimension);
  const Chart chart = {cr,
                       left,
                       top,
                       width,
                       height,
                       log (report->sigmas[report->levels - 1]),
                       log (report->sigmas[0]),
                       MIN (1.1 * most, 10.0 * ZERO)};
  draw_axes (&chart);
  draw_losses (&chart, report);
}
