/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rectangle in which numbers are drawn over others, on linear or logarithmic scales. */
#pragma once

#include "panel.h"

G_BEGIN_DECLS

typedef struct {
  double low, high; /* low < high, and above 0 on a logarithmic scale */
  gboolean logarithmic;
} CliAxis;

/* Names of axes and the numbers at them stand outside. */
typedef struct {
  cairo_t *cr;
  double left, top, width, height; /* points */
  CliAxis x, y;
} CliChart;

/* An axis for values, of which those that it cannot show are left out: logarithmic if all the
 * others are above 0, and ended by numbers that are easily read. */
CliAxis cli_axis_for (const double *values, gsize count);

/* Where a value is on the canvas; one beyond the axis is at its end. */
double cli_chart_x (const CliChart *chart, double value);
double cli_chart_y (const CliChart *chart, double value);

/* A faint line across at a value of y, or a number below at a value of x, with its text. */
void cli_chart_rule (const CliChart *chart, double y, const char *text);
void cli_chart_tick (const CliChart *chart, double x, const char *text);

/* Rules and ticks at 1, 2 and 5 times powers of ten, as many as can be read. */
void cli_chart_scales (const CliChart *chart);

/* Joins the points by a line of the current colour; those that are not finite are left out. */
void cli_chart_line (const CliChart *chart, const double *x, const double *y, gsize count,
                     double line_width);

G_END_DECLS
