/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws errors over σ, both on logarithmic axes. */
#include "toy-chart.h"

#include <glib/gi18n.h>

#include "cli/draw/chart.h"

#define SIGMA_LOW 0.2
#define SIGMA_HIGH 30.0
#define ERROR_LOW 1e-4
#define ERROR_HIGH 1.0
#define DOT 3.2
#define MARK 4.6

static const CliInk region_inks[CLI_TOY_REGIONS] = {
    [CLI_TOY_INSIDE] = CLI_INK_FIRST, [CLI_TOY_OUTSIDE] = CLI_INK_SECOND};

static void
draw_axes (const CliChart *chart)
{
  static const struct {
    double value;
    const char *text;
  } sigmas[] = {{0.3, "0.3"}, {1, "1"}, {3, "3"}, {10, "10"}, {20, "20"}},
    errors[] = {{1e-4, "0.01 %"}, {1e-3, "0.1 %"}, {1e-2, "1 %"}, {1e-1, "10 %"}, {1, "100 %"}};
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    cli_chart_rule (chart, errors[i].value, errors[i].text);
  for (gsize i = 0; i < G_N_ELEMENTS (sigmas); i++)
    cli_chart_tick (chart, sigmas[i].value, sigmas[i].text);
  cli_draw_text (chart->cr, chart->left + 0.5 * chart->width, chart->top + chart->height + 32,
                 CLI_ALIGN_CENTRE, CLI_TEXT_SIZE, CLI_INK_FAINT, _ ("noise level σ"));
}

static void
shade_filled (const CliChart *chart, const CliToyNetwork *many)
{
  const guint n = cli_toy_network_n_filled (many);
  if (n == 0)
    return;
  const double x = cli_chart_x (chart, many->levels[n - 1].sigma / 1.12);
  cairo_rectangle (chart->cr, x, chart->top, chart->left + chart->width - x, chart->height);
  cli_draw_set_ink (chart->cr, CLI_INK_SHADE, 1.0);
  cairo_fill (chart->cr);
  cli_draw_text (chart->cr, chart->left + chart->width - 8, chart->top + 17, CLI_ALIGN_RIGHT,
                 CLI_TEXT_SIZE, CLI_INK_FAINT, _ ("noise fills the region of low density"));
}

static void
draw_many (const CliChart *chart, const CliToyNetwork *many, CliToyRegion region)
{
  cairo_t *cr = chart->cr;
  double sigmas[CLI_TOY_LEVELS], errors[CLI_TOY_LEVELS];
  for (guint i = 0; i < many->ladder.levels; i++) {
    sigmas[i] = many->levels[i].sigma;
    errors[i] = many->levels[i].relative[region];
  }
  cli_draw_set_ink (cr, region_inks[region], 1.0);
  cli_chart_line (chart, sigmas, errors, many->ladder.levels, 1.8);
  for (guint i = 0; i < many->ladder.levels; i++) {
    cairo_arc (cr, cli_chart_x (chart, many->levels[i].sigma),
               cli_chart_y (chart, many->levels[i].relative[region]), DOT, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

/* Draws a hollow square. */
static void
draw_one (const CliChart *chart, const CliToyNetwork *one, CliToyRegion region)
{
  cairo_t *cr = chart->cr;
  const double x = cli_chart_x (chart, one->levels[0].sigma);
  const double y = cli_chart_y (chart, one->levels[0].relative[region]);
  cairo_rectangle (cr, x - MARK, y - MARK, 2 * MARK, 2 * MARK);
  cli_draw_set_ink (cr, region_inks[region], 1.0);
  cairo_set_line_width (cr, 1.8);
  cairo_stroke (cr);
}

static void
draw_legend (const CliChart *chart)
{
  const struct {
    CliInk ink;
    gboolean hollow;
    const char *text;
  } entries[] = {{CLI_INK_SECOND, TRUE, _ ("one level, low density")},
                 {CLI_INK_SECOND, FALSE, _ ("many levels, low density")},
                 {CLI_INK_FIRST, TRUE, _ ("one level, support")},
                 {CLI_INK_FIRST, FALSE, _ ("many levels, support")}};
  cairo_t *cr = chart->cr;
  double x = chart->left;
  const double y = chart->top - 10;
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    cli_draw_set_ink (cr, entries[i].ink, 1.0);
    cairo_set_line_width (cr, 1.8);
    if (entries[i].hollow) {
      cairo_rectangle (cr, x, y - 8, 8, 8);
      cairo_stroke (cr);
    } else {
      cairo_arc (cr, x + 4, y - 4, DOT, 0, 2 * G_PI);
      cairo_fill (cr);
    }
    x = cli_draw_text (cr, x + 14, y, CLI_ALIGN_LEFT, CLI_TEXT_SIZE, CLI_INK_FAINT,
                       entries[i].text) +
        20;
  }
}

void
cli_toy_chart (cairo_t *cr, double left, double top, double width, double height,
               const CliToyNetwork *one, const CliToyNetwork *many)
{
  const CliChart chart = {
      cr, left, top, width, height, {SIGMA_LOW, SIGMA_HIGH, TRUE}, {ERROR_LOW, ERROR_HIGH, TRUE}};
  shade_filled (&chart, many);
  draw_axes (&chart);
  for (guint region = 0; region < CLI_TOY_REGIONS; region++) {
    draw_many (&chart, many, region);
    draw_one (&chart, one, region);
  }
  draw_legend (&chart);
}
