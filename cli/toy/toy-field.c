/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws densities, errors, points and arrows in panels. */
#include "toy-field.h"

#include <math.h>

#include <glib/gi18n.h>

#define RASTER_PIXELS (CLI_PANEL_RASTER * CLI_PANEL_RASTER)

/* Range of the error scale, in powers of ten. */
#define ERROR_LOWEST -4
#define ERROR_HIGHEST 0
#define SCALE_HEIGHT 9.0

#define POINT_SIZE 2.2
#define BORDER_WIDTH 1.2
#define SAMPLE_RADIUS 4.5
#define SHARE_SIZE 15.0
#define SHARE_ASIDE 3.8 /* distance from a mode's mean, in the plane */
#define PLATE 4.0       /* margin of a name's background */

#define STRIDE 8       /* every eighth point of the grid has an arrow, none is on the frame */
#define MAX_TRUE 1.0   /* length of the longest true arrow, in distances between arrows */
#define MAX_LEARNT 1.3 /* the limit for learnt arrows, so that they stay near their points */
#define WRONG 0.5      /* of the true score's length */

#define LINE_WIDTH 1.0
#define HEAD_LENGTH 4.2
#define HEAD_WIDTH 3.6
#define ARROW_SAMPLE 15.0

void
cli_toy_field_density (const CliPanel *panel, double sigma)
{
  g_autofree double *values = g_new (double, RASTER_PIXELS);
  double highest = 0;
  for (gsize i = 0; i < RASTER_PIXELS; i++) {
    float x[2];
    cli_panel_raster_point (panel, i, x);
    values[i] = exp (0.5 * ncsn_mixture_log_density (cli_toy_mixture (), sigma, x));
    highest = MAX (highest, values[i]);
  }
  for (gsize i = 0; i < RASTER_PIXELS; i++)
    values[i] /= highest;
  cli_panel_tint (panel, values, CLI_RAMP_DENSITY);
}

/* The mean of `values` over point i of the grid and its neighbours, because an error that changes
 * its sign between two points is small at one of them by chance. */
static double
mean_nearby (const double *values, gsize i)
{
  const gsize x = i % CLI_TOY_SIDE, y = i / CLI_TOY_SIDE;
  double sum = 0;
  guint n = 0;
  for (gsize v = MAX (y, 1) - 1; v <= MIN (y + 1, CLI_TOY_SIDE - 1); v++)
    for (gsize u = MAX (x, 1) - 1; u <= MIN (x + 1, CLI_TOY_SIDE - 1); u++) {
      sum += values[v * CLI_TOY_SIDE + u];
      n++;
    }
  return sum / n;
}

void
cli_toy_field_error (const CliPanel *panel, const CliToyPlane *plane, const float *score,
                     double sigma)
{
  g_autofree float *truth = cli_toy_plane_true_score (plane, sigma);
  g_autofree double *errors = g_new (double, CLI_TOY_POINTS);
  g_autofree double *shades = g_new (double, CLI_TOY_POINTS);
  double mean = 0;
  for (gsize i = 0; i < CLI_TOY_POINTS; i++) {
    mean += cli_toy_half_square (truth, NULL, i) / CLI_TOY_POINTS;
    errors[i] = cli_toy_half_square (score, truth, i);
  }
  for (gsize i = 0; i < CLI_TOY_POINTS; i++)
    shades[i] =
        (log10 (mean_nearby (errors, i) / mean) - ERROR_LOWEST) / (ERROR_HIGHEST - ERROR_LOWEST);
  G_STATIC_ASSERT (CLI_PANEL_RASTER == CLI_TOY_SIDE); /* a pixel for every point */
  cli_panel_tint (panel, shades, CLI_RAMP_ERROR);
}

void
cli_toy_field_error_scale (cairo_t *cr, double left, double top, double width)
{
  static const char *const percents[] = {"0.01 %", "0.1 %", "1 %", "10 %", "100 %"};
  cairo_pattern_t *ramp = cairo_pattern_create_linear (left, 0, left + width, 0);
  for (guint i = 0; i <= 32; i++) {
    const CliColour c = cli_draw_ramp (CLI_RAMP_ERROR, i / 32.0);
    cairo_pattern_add_color_stop_rgb (ramp, i / 32.0, c.red, c.green, c.blue);
  }
  cairo_rectangle (cr, left, top, width, SCALE_HEIGHT);
  cairo_set_source (cr, ramp);
  cairo_fill (cr);
  cairo_pattern_destroy (ramp);
  G_STATIC_ASSERT (G_N_ELEMENTS (percents) == ERROR_HIGHEST - ERROR_LOWEST + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (percents); i++)
    cli_draw_text (cr, left + width * i / (G_N_ELEMENTS (percents) - 1),
                   top + SCALE_HEIGHT + CLI_TEXT_SIZE + 2, CLI_ALIGN_CENTRE, CLI_TEXT_SIZE,
                   CLI_INK_FAINT, percents[i]);
}

/* The path of the zero line of `values`, interpolated linearly along the edges of the raster's
 * cells: in each cell, a line from one edge with a change of sign to the next. */
static void
trace_border (const CliPanel *panel, const double *values)
{
  static const gsize corners[] = {0, 1, CLI_PANEL_RASTER + 1, CLI_PANEL_RASTER, 0};
  for (gsize i = 0; i < RASTER_PIXELS - CLI_PANEL_RASTER; i++) {
    if (i % CLI_PANEL_RASTER == CLI_PANEL_RASTER - 1)
      continue; /* this cell would wrap around */
    guint n = 0;
    for (gsize edge = 0; edge < 4; edge++) {
      const gsize a = i + corners[edge], b = i + corners[edge + 1];
      if ((values[a] < 0) == (values[b] < 0))
        continue;
      const double share = values[a] / (values[a] - values[b]);
      float p[2], q[2];
      cli_panel_raster_point (panel, a, p);
      cli_panel_raster_point (panel, b, q);
      const double x = cli_panel_x (panel, p[0] + share * (q[0] - p[0]));
      const double y = cli_panel_y (panel, p[1] + share * (q[1] - p[1]));
      if (n++ % 2 == 0)
        cairo_move_to (panel->cr, x, y);
      else
        cairo_line_to (panel->cr, x, y);
    }
  }
}

/* Draws a name around (x, y) of the plane, on a light background. */
static void
draw_name (const CliPanel *panel, double x, double y, const char *name)
{
  cairo_t *cr = panel->cr;
  const double middle = cli_panel_x (panel, x), base = cli_panel_y (panel, y);
  cairo_text_extents_t extents;
  cairo_set_font_size (cr, CLI_TEXT_SIZE);
  cairo_text_extents (cr, name, &extents);
  cairo_rectangle (cr, middle - 0.5 * extents.x_advance - PLATE, base - CLI_TEXT_SIZE - 0.5,
                   extents.x_advance + 2 * PLATE, CLI_TEXT_SIZE + PLATE);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.75);
  cairo_fill (cr);
  cli_draw_text (cr, middle, base, CLI_ALIGN_CENTRE, CLI_TEXT_SIZE, CLI_INK_TEXT, name);
}

void
cli_toy_field_support (const CliPanel *panel, const CliToyPlane *plane, gboolean named)
{
  cairo_t *cr = panel->cr;
  g_autofree double *values = g_new (double, RASTER_PIXELS);
  for (gsize i = 0; i < RASTER_PIXELS; i++) {
    float x[2];
    cli_panel_raster_point (panel, i, x);
    values[i] = ncsn_mixture_log_density (cli_toy_mixture (), 0.0, x) - plane->support;
  }
  cli_panel_save_and_clip (panel);
  trace_border (panel, values);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.8); /* visible on dark tints too */
  cairo_set_line_width (cr, 3 * BORDER_WIDTH);
  cairo_stroke_preserve (cr);
  cli_draw_set_ink (cr, CLI_INK_TEXT, 1.0);
  cairo_set_line_width (cr, BORDER_WIDTH);
  cairo_stroke (cr);
  cairo_restore (cr);
  if (named) {
    draw_name (panel, 5.0, 5.0, _ ("support"));
    draw_name (panel, 4.2, -6.0, _ ("low density"));
  }
}

static const CliInk mode_inks[] = {CLI_INK_FIRST, CLI_INK_SECOND};

void
cli_toy_field_points (const CliPanel *panel, const float *x, const float *by, gsize count)
{
  cairo_t *cr = panel->cr;
  cli_panel_save_and_clip (panel);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, POINT_SIZE);
  for (guint k = 0; k < G_N_ELEMENTS (mode_inks); k++) {
    /* Lines of length 0 with round ends, in one path, which keeps an SVG small. */
    for (gsize i = 0; i < count; i++)
      if (ncsn_mixture_classify (cli_toy_mixture (), by + 2 * i) == k) {
        cairo_move_to (cr, cli_panel_x (panel, x[2 * i]), cli_panel_y (panel, x[2 * i + 1]));
        cairo_close_path (cr);
      }
    cli_draw_set_ink (cr, mode_inks[k], 0.8);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

void
cli_toy_field_shares (const CliPanel *panel, const float *x, gsize count)
{
  const NcsnMixture *mixture = cli_toy_mixture ();
  gsize n[G_N_ELEMENTS (mode_inks)] = {0};
  for (gsize i = 0; i < count; i++)
    n[ncsn_mixture_classify (mixture, x + 2 * i)]++;
  for (guint k = 0; k < G_N_ELEMENTS (mode_inks); k++) {
    g_autofree char *text = g_strdup_printf ("%.0f %%", 100.0 * n[k] / count);
    /* On the side of the panel's middle. */
    const double *mean = mixture->means + 2 * k;
    const double side = mean[0] > 0 ? -1 : 1;
    cli_draw_text (panel->cr, cli_panel_x (panel, mean[0] + side * SHARE_ASIDE),
                   cli_panel_y (panel, mean[1]) + 0.35 * SHARE_SIZE,
                   side < 0 ? CLI_ALIGN_RIGHT : CLI_ALIGN_LEFT, SHARE_SIZE, mode_inks[k], text);
  }
}

double
cli_toy_field_support_legend (cairo_t *cr, double x, double y)
{
  g_autofree char *text = g_strdup_printf (_ ("support: %.1f %% of the data; outside, low density"),
                                           100 * CLI_TOY_COVERAGE);
  cairo_arc (cr, x + SAMPLE_RADIUS, y - 3.5, SAMPLE_RADIUS, 0, 2 * G_PI);
  cli_draw_set_ink (cr, CLI_INK_TEXT, 1.0);
  cairo_set_line_width (cr, BORDER_WIDTH);
  cairo_stroke (cr);
  return cli_draw_text (cr, x + 2 * SAMPLE_RADIUS + 6, y, CLI_ALIGN_LEFT, CLI_TEXT_SIZE,
                        CLI_INK_FAINT, text);
}

/* Draws an arrow with its middle at (x, y). Short arrows have small heads. */
static void
draw_arrow (cairo_t *cr, double x, double y, double dx, double dy, CliInk ink)
{
  const double length = hypot (dx, dy);
  if (length < 0.5)
    return;
  const double ux = dx / length, uy = dy / length;
  const double head = MIN (HEAD_LENGTH, 0.6 * length), half = 0.5 * HEAD_WIDTH / HEAD_LENGTH * head;
  const double tip_x = x + dx / 2, tip_y = y + dy / 2;
  const double neck_x = tip_x - head * ux, neck_y = tip_y - head * uy;
  cli_draw_set_ink (cr, ink, 1.0);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_move_to (cr, x - dx / 2, y - dy / 2);
  cairo_line_to (cr, neck_x, neck_y);
  cairo_stroke (cr);
  cairo_move_to (cr, tip_x, tip_y);
  cairo_line_to (cr, neck_x - half * uy, neck_y + half * ux);
  cairo_line_to (cr, neck_x + half * uy, neck_y - half * ux);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static gboolean
has_arrow (gsize i)
{
  return i % CLI_TOY_SIDE % STRIDE == STRIDE / 2 && i / CLI_TOY_SIDE % STRIDE == STRIDE / 2;
}

void
cli_toy_arrows (const CliPanel *panel, const CliToyPlane *plane, const float *score, double sigma)
{
  g_autofree float *truth = cli_toy_plane_true_score (plane, sigma);
  const float *shown = score != NULL ? score : truth;
  const double distance = panel->side * STRIDE / (CLI_TOY_SIDE - 1);
  double largest = 0;
  for (gsize i = 0; i < CLI_TOY_POINTS; i++)
    if (has_arrow (i))
      largest = MAX (largest, hypot (truth[2 * i], truth[2 * i + 1]));

  cli_panel_save_and_clip (panel);
  for (gsize i = 0; i < CLI_TOY_POINTS; i++) {
    if (!has_arrow (i))
      continue;
    const double sx = shown[2 * i], sy = shown[2 * i + 1], size = hypot (sx, sy);
    const double missed = hypot (sx - truth[2 * i], sy - truth[2 * i + 1]);
    const gboolean wrong = missed > WRONG * hypot (truth[2 * i], truth[2 * i + 1]);
    const double length = distance * MIN (MAX_TRUE * sqrt (size / largest), MAX_LEARNT);
    draw_arrow (panel->cr, cli_panel_x (panel, plane->grid[2 * i]),
                cli_panel_y (panel, plane->grid[2 * i + 1]), length * sx / MAX (size, 1e-12),
                -length * sy / MAX (size, 1e-12), wrong ? CLI_INK_SECOND : CLI_INK_TEXT);
  }
  cairo_restore (panel->cr);
}

double
cli_toy_arrows_legend (cairo_t *cr, double x, double y)
{
  const struct {
    CliInk ink;
    const char *text;
  } entries[] = {{CLI_INK_TEXT, _ ("score")},
                 {CLI_INK_SECOND, _ ("learnt, off by more than half")}};
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    draw_arrow (cr, x + ARROW_SAMPLE / 2, y - 3.5, ARROW_SAMPLE, 0, entries[i].ink);
    x = cli_draw_text (cr, x + ARROW_SAMPLE + 6, y, CLI_ALIGN_LEFT, CLI_TEXT_SIZE, CLI_INK_FAINT,
                       entries[i].text) +
        18;
  }
  return x;
}
