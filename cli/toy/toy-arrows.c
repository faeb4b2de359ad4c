/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrows. */
#include "toy-arrows.h"

#include <math.h>

#include <glib/gi18n.h>

#define STRIDE 8    /* every eighth point of the grid has an arrow, none lies on the frame */
#define LONGEST 1.0 /* in distances between arrows */
#define CAP 1.3     /* of a learnt one, so that it stays with its point */
#define WRONG 0.5   /* of the true score's length */

#define LINE_WIDTH 1.0
#define HEAD_LENGTH 4.2
#define HEAD_WIDTH 3.6
#define SAMPLE_LENGTH 15.0

/* An arrow with its middle at (x, y). Short ones have small heads. */
static void
draw_arrow (cairo_t *cr, double x, double y, double dx, double dy, CliToyInk ink)
{
  const double length = hypot (dx, dy);
  if (length < 0.5)
    return;
  const double ux = dx / length, uy = dy / length;
  const double head = MIN (HEAD_LENGTH, 0.6 * length), half = 0.5 * HEAD_WIDTH / HEAD_LENGTH * head;
  const double tip_x = x + dx / 2, tip_y = y + dy / 2;
  const double neck_x = tip_x - head * ux, neck_y = tip_y - head * uy;
  cli_toy_set_ink (cr, ink, 1.0);
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
cli_toy_arrows (const CliToyPanel *panel, const CliToyPlane *plane, const float *score,
                double sigma)
{
  g_autofree float *truth = cli_toy_plane_true_score (plane, sigma);
  const float *shown = score != NULL ? score : truth;
  const double distance = panel->side * STRIDE / (CLI_TOY_SIDE - 1);
  double largest = 0;
  for (gsize i = 0; i < CLI_TOY_POINTS; i++)
    if (has_arrow (i))
      largest = MAX (largest, hypot (truth[2 * i], truth[2 * i + 1]));

  cli_toy_panel_save_and_clip (panel);
  for (gsize i = 0; i < CLI_TOY_POINTS; i++) {
    if (!has_arrow (i))
      continue;
    const double sx = shown[2 * i], sy = shown[2 * i + 1], size = hypot (sx, sy);
    const double missed = hypot (sx - truth[2 * i], sy - truth[2 * i + 1]);
    const gboolean wrong = missed > WRONG * hypot (truth[2 * i], truth[2 * i + 1]);
    const double length = distance * MIN (LONGEST * sqrt (size / largest), CAP);
    draw_arrow (panel->cr, cli_toy_panel_x (panel, plane->grid[2 * i]),
                cli_toy_panel_y (panel, plane->grid[2 * i + 1]), length * sx / MAX (size, 1e-12),
                -length * sy / MAX (size, 1e-12), wrong ? CLI_TOY_SECOND : CLI_TOY_INK);
  }
  cairo_restore (panel->cr);
}

double
cli_toy_arrows_legend (cairo_t *cr, double x, double y)
{
  const struct {
    CliToyInk ink;
    const char *text;
  } entries[] = {{CLI_TOY_INK, _ ("score")}, {CLI_TOY_SECOND, _ ("learnt, off by more than half")}};
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    draw_arrow (cr, x + SAMPLE_LENGTH / 2, y - 3.5, SAMPLE_LENGTH, 0, entries[i].ink);
    x = cli_toy_text (cr, x + SAMPLE_LENGTH + 6, y, CLI_TOY_LEFT, CLI_TOY_TEXT_SIZE, CLI_TOY_FAINT,
                      entries[i].text) +
        18;
  }
  return x;
}
