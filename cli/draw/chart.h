/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart: a rectangle with an x and a y axis, linear or logarithmic. */
#pragma once

#include "panel.h"

G_BEGIN_DECLS

typedef struct {
  double low, high; /* low < high; both positive on a logarithmic axis */
  gboolean logarithmic;
} CliAxis;

/* The rectangle does not include the axes' names and numbers. */
typedef struct {
  cairo_t *cr;
  double left, top, width, height; /* points */
  CliAxis x, y;
} CliChart;

/* An axis for the finite ones of `count` values: logarithmic if all are positive. It begins and
 * ends at round numbers. */
CliAxis cli_axis_for (const double *values, gsize count);

/* The position of a value on the canvas; values beyond the axis are clamped to its ends. */
double cli_chart_x (const CliChart *chart, double value);
double cli_chart_y (const CliChart *chart, double value);

/* Draws a faint horizontal line at a value of y with its text on the left, or a text below the
 * chart at a value of x. */
void cli_chart_rule (const CliChart *chart, double y, const char *text);
void cli_chart_tick (const CliChart *chart, double x, const char *text);

/* Draws rules and ticks at 1, 2 and 5 times powers of ten, at most about 9 an axis. */
void cli_chart_scales (const CliChart *chart);

/* Joins `count` points by a line of the current colour; points that are not finite are skipped. */
void cli_chart_line (const CliChart *chart, const double *x, const double *y, gsize count,
                     double line_width);

G_END_DECLS
