/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors over σ, both on logarithmic scales. */
#include "toy-chart.h"

#include <math.h>

#include <glib/gi18n.h>

#define SIGMA_LOW 0.2
#define SIGMA_HIGH 30.0
#define ERROR_LOW 1e-4
#define ERROR_HIGH 1.0
#define DOT 3.2
#define MARK 4.6

typedef struct {
  cairo_t *cr;
  double left, top, width, height;
} Chart;

static const CliToyInk region_inks[CLI_TOY_REGIONS] = {
    [CLI_TOY_INSIDE] = CLI_TOY_FIRST, [CLI_TOY_OUTSIDE] = CLI_TOY_SECOND};

static double
chart_x (const Chart *chart, double sigma)
{
  return chart->left + chart->width * log (sigma / SIGMA_LOW) / log (SIGMA_HIGH / SIGMA_LOW);
}

static double
chart_y (const Chart *chart, double error)
{
  const double shown = CLAMP (error, ERROR_LOW, ERROR_HIGH);
  return chart->top + chart->height * log (ERROR_HIGH / shown) / log (ERROR_HIGH / ERROR_LOW);
}

static void
draw_axes (const Chart *chart)
{
  static const struct {
    double value;
    const char *text;
  } sigmas[] = {{0.3, "0.3"}, {1, "1"}, {3, "3"}, {10, "10"}, {20, "20"}},
    errors[] = {{1e-4, "0.01 %"}, {1e-3, "0.1 %"}, {1e-2, "1 %"}, {1e-1, "10 %"}, {1, "100 %"}};
  cairo_t *cr = chart->cr;
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    const double y = chart_y (chart, errors[i].value);
    cairo_move_to (cr, chart->left, y);
    cairo_rel_line_to (cr, chart->width, 0);
    cli_toy_set_ink (cr, CLI_TOY_FAINT, 0.3);
    cairo_set_line_width (cr, 0.6);
    cairo_stroke (cr);
    cli_toy_text (cr, chart->left - 6, y + 3.5, CLI_TOY_RIGHT, CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT,
                  errors[i].text);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (sigmas); i++)
    cli_toy_text (cr, chart_x (chart, sigmas[i].value), chart->top + chart->height + 15,
                  CLI_TOY_CENTRE, CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT, sigmas[i].text);
  cli_toy_text (cr, chart->left + 0.5 * chart->width, chart->top + chart->height + 32,
                CLI_TOY_CENTRE, CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT, _ ("noise level σ"));
}

static void
shade_filled (const Chart *chart, const CliToyNetwork *many)
{
  const guint n = cli_toy_network_n_filled (many);
  if (n == 0)
    return;
  const double x = chart_x (chart, many->levels[n - 1].sigma / 1.12);
  cairo_rectangle (chart->cr, x, chart->top, chart->left + chart->width - x, chart->height);
  cli_toy_set_ink (chart->cr, CLI_TOY_SHADE, 1.0);
  cairo_fill (chart->cr);
  cli_toy_text (chart->cr, chart->left + chart->width - 8, chart->top + 17, CLI_TOY_RIGHT,
                CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT, _ ("noise fills the region of low density"));
}

static void
draw_many (const Chart *chart, const CliToyNetwork *many, CliToyRegion region)
{
  cairo_t *cr = chart->cr;
  cairo_set_line_width (cr, 1.8);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cli_toy_set_ink (cr, region_inks[region], 1.0);
  for (guint i = 0; i < many->ladder.levels; i++)
    cairo_line_to (cr, chart_x (chart, many->levels[i].sigma),
                   chart_y (chart, many->levels[i].relative[region]));
  cairo_stroke (cr);
  for (guint i = 0; i < many->ladder.levels; i++) {
    cairo_arc (cr, chart_x (chart, many->levels[i].sigma),
               chart_y (chart, many->levels[i].relative[region]), DOT, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

/* A hollow square. */
static void
draw_one (const Chart *chart, const CliToyNetwork *one, CliToyRegion region)
{
  cairo_t *cr = chart->cr;
  const double x = chart_x (chart, one->levels[0].sigma);
  const double y = chart_y (chart, one->levels[0].relative[region]);
  cairo_rectangle (cr, x - MARK, y - MARK, 2 * MARK, 2 * MARK);
  cli_toy_set_ink (cr, region_inks[region], 1.0);
  cairo_set_line_width (cr, 1.8);
  cairo_stroke (cr);
}

static void
draw_legend (const Chart *chart)
{
  const struct {
    CliToyInk ink;
    gboolean hollow;
    const char *text;
  } entries[] = {{CLI_TOY_SECOND, TRUE, _ ("one level, low density")},
                 {CLI_TOY_SECOND, FALSE, _ ("many levels, low density")},
                 {CLI_TOY_FIRST, TRUE, _ ("one level, support")},
                 {CLI_TOY_FIRST, FALSE, _ ("many levels, support")}};
  cairo_t *cr = chart->cr;
  double x = chart->left;
  const double y = chart->top - 10;
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    cli_toy_set_ink (cr, entries[i].ink, 1.0);
    cairo_set_line_width (cr, 1.8);
    if (entries[i].hollow) {
      cairo_rectangle (cr, x, y - 8, 8, 8);
      cairo_stroke (cr);
    } else {
      cairo_arc (cr, x + 4, y - 4, DOT, 0, 2 * G_PI);
      cairo_fill (cr);
    }
    x = cli_toy_text (cr, x + 14, y, CLI_TOY_LEFT, CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT,
                      entries[i].text) +
        20;
  }
}

void
cli_toy_chart (cairo_t *cr, double left, double top, double width, double height,
               const CliToyNetwork *one, const CliToyNetwork *many)
{
  const Chart chart = {cr, left, top, width, height};
  shade_filled (&chart, many);
  draw_axes (&chart);
  for (guint region = 0; region < CLI_TOY_REGIONS; region++) {
    draw_many (&chart, many, region);
    draw_one (&chart, one, region);
  }
  draw_legend (&chart);
}
