/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws axes with rules and ticks, and lines. */
#include "chart.h"

#include <math.h>

#define MAX_TICKS 9

static const double steps[] = {1, 2, 5};

/* The position of a value on the axis, in [0, 1]. */
static double
place (const CliAxis *axis, double value)
{
  const double v = CLAMP (value, axis->low, axis->high);
  return axis->logarithmic ? log (v / axis->low) / log (axis->high / axis->low)
                           : (v - axis->low) / (axis->high - axis->low);
}

double
cli_chart_x (const CliChart *chart, double value)
{
  return chart->left + chart->width * place (&chart->x, value);
}

double
cli_chart_y (const CliChart *chart, double value)
{
  return chart->top + chart->height * (1 - place (&chart->y, value));
}

void
cli_chart_rule (const CliChart *chart, double y, const char *text)
{
  cairo_t *cr = chart->cr;
  const double at = cli_chart_y (chart, y);
  cairo_move_to (cr, chart->left, at);
  cairo_rel_line_to (cr, chart->width, 0);
  cli_draw_set_ink (cr, CLI_INK_FAINT, 0.3);
  cairo_set_line_width (cr, 0.6);
  cairo_stroke (cr);
  cli_draw_text (cr, chart->left - 6, at + 3.5, CLI_ALIGN_RIGHT, CLI_TEXT_SIZE, CLI_INK_FAINT,
                 text);
}

void
cli_chart_tick (const CliChart *chart, double x, const char *text)
{
  cli_draw_text (chart->cr, cli_chart_x (chart, x), chart->top + chart->height + 15,
                 CLI_ALIGN_CENTRE, CLI_TEXT_SIZE, CLI_INK_FAINT, text);
}

/* The largest of 1, 2 and 5 times a power of ten that is at most `value`, which is positive. */
static double
round_down (double value)
{
  const double power = pow (10, floor (log10 (value)));
  for (guint i = G_N_ELEMENTS (steps) - 1; i > 0; i--)
    if (steps[i] * power <= value * (1 + 1e-9))
      return steps[i] * power;
  return power;
}

static double
round_up (double value)
{
  const double below = round_down (value);
  const double power = pow (10, floor (log10 (below) + 1e-9));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= value * (1 - 1e-9))
      return steps[i] * power;
  return 10 * power;
}

/* The distance between two ticks of a linear axis. */
static double
linear_step (const CliAxis *axis)
{
  return round_up ((axis->high - axis->low) / MAX_TICKS);
}

CliAxis
cli_axis_for (const double *values, gsize count)
{
  double low = INFINITY, high = -INFINITY;
  for (gsize i = 0; i < count; i++)
    if (isfinite (values[i])) {
      low = MIN (low, values[i]);
      high = MAX (high, values[i]);
    }
  if (!(low <= high))
    return (CliAxis){0, 1, FALSE};
  if (low > 0)
    return (CliAxis){round_down (low * 0.99), round_up (high * 1.01), TRUE};
  CliAxis axis = {low, MAX (high, low + 1e-6), FALSE};
  const double step = linear_step (&axis);
  return (CliAxis){step * floor (low / step), step * (floor (high / step) + 1), FALSE};
}

typedef void (*Mark) (const CliChart *chart, double value, const char *text);

static void
mark (const CliChart *chart, Mark function, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  function (chart, value, g_ascii_formatd (text, sizeof text, "%.6g", value));
}

static void
mark_axis (const CliChart *chart, const CliAxis *axis, Mark function)
{
  if (!axis->logarithmic) {
    const double step = linear_step (axis);
    for (double i = ceil (axis->low / step - 1e-9) + 0.0; /* turns -0 into 0 */
         i * step <= axis->high + 1e-9 * step; i++)
      mark (chart, function, i * step);
    return;
  }
  const double decades = log10 (axis->high / axis->low);
  const guint skip = 3 * decades > MAX_TICKS ? G_N_ELEMENTS (steps) : 1;
  for (double power = pow (10, floor (log10 (axis->low) + 1e-9)); power <= axis->high; power *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i += skip)
      if (steps[i] * power >= axis->low * (1 - 1e-9) && steps[i] * power <= axis->high * (1 + 1e-9))
        mark (chart, function, steps[i] * power);
}

void
cli_chart_scales (const CliChart *chart)
{
  mark_axis (chart, &chart->y, cli_chart_rule);
  mark_axis (chart, &chart->x, cli_chart_tick);
}

void
cli_chart_line (const CliChart *chart, const double *x, const double *y, gsize count,
                double line_width)
{
  cairo_t *cr = chart->cr;
  cairo_set_line_width (cr, line_width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (gsize i = 0; i < count; i++)
    if (isfinite (x[i]) && isfinite (y[i]))
      cairo_line_to (cr, cli_chart_x (chart, x[i]), cli_chart_y (chart, y[i]));
  cairo_stroke (cr);
}
