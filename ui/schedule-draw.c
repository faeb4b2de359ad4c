/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the plot of noise levels and step sizes with Cairo, in the colours of the theme. */
#include "schedule-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DOT_RADIUS 2.5
#define GAP 6.0     /* in pixels, between the frame, the tick labels and the plot */
#define SAMPLE 20.0 /* the length of a line in the legend */
#define MAX_TICK_LABELS 6
#define MOST_DECADES 30 /* smaller numbers are drawn at the lower edge */

/* The area of the data in the widget. */
typedef struct {
  double left, right, top, bottom; /* its edges, in pixels */
  int high, low;                   /* log10 σ at the top and at the bottom */
} Frame;

static double
x_of (const Frame *frame, guint index, guint count)
{
  double share = count > 1 ? (double)index / (count - 1) : 0.5;

  return frame->left + share * (frame->right - frame->left);
}

static double
y_of (const Frame *frame, double number)
{
  double share = (frame->high - log10 (number)) / (frame->high - frame->low);

  share = MIN (share, 1);
  return frame->top + share * (frame->bottom - frame->top);
}

static void
text_size (PangoLayout *layout, const char *text, int *width, int *height)
{
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, width, height);
}

static void
draw_text (cairo_t *cr, PangoLayout *layout, const char *text, double x, double y, double align)
{
  int width, height;

  text_size (layout, text, &width, &height);
  cairo_move_to (cr, round (x - align * width), round (y));
  pango_cairo_show_layout (cr, layout);
  /* Pango leaves a current point, where the next path would start. */
  cairo_new_path (cr);
}

static void
set_dashes (cairo_t *cr, gboolean dashes)
{
  const double lengths[] = {4, 3};

  cairo_set_dash (cr, lengths, dashes ? G_N_ELEMENTS (lengths) : 0, 0);
}

/* The legend's entries, one after the other or, where that is too wide, below each other. Returns
 * the height of its text, and draws where cr is not NULL. */
static double
lay_out_legend (cairo_t *cr, PangoLayout *layout, int room, gboolean steps, const GdkRGBA *ink,
                const GdkRGBA *accent)
{
  const char *const names[] = {_ ("Noise level σ"), _ ("Step size α")};
  double x = GAP, y = GAP / 2;
  int width, height = 0;

  for (guint i = 0; i < (steps ? 2 : 1); i++) {
    text_size (layout, names[i], &width, &height);
    if (i > 0 && x + SAMPLE + GAP + width > room - GAP) {
      x = GAP;
      y += height;
    }
    if (cr != NULL) {
      gdk_cairo_set_source_rgba (cr, i == 0 ? accent : ink);
      cairo_set_line_width (cr, i == 0 ? 2 : 1.5);
      set_dashes (cr, i > 0);
      cairo_move_to (cr, x, round (y + height / 2.0));
      cairo_rel_line_to (cr, SAMPLE, 0);
      cairo_stroke (cr);
      set_dashes (cr, FALSE);
      gdk_cairo_set_source_rgba (cr, ink);
      draw_text (cr, layout, names[i], x + SAMPLE + GAP, y, 0);
    }
    x += SAMPLE + GAP + width + 2 * GAP;
  }
  return y + height;
}

static char *
decade_text (int decade)
{
  return g_strdup_printf ("%g", pow (10, decade));
}

/* Widens the range to these numbers, of which those that have become 0 are not drawn. */
static void
include (const double *numbers, guint count, double *low, double *high)
{
  for (guint i = 0; numbers != NULL && i < count; i++) {
    *high = MAX (*high, numbers[i]);
    if (numbers[i] > 0)
      *low = MIN (*low, numbers[i]);
  }
}

static void
find_decades (const UiScheduleCurves *curves, Frame *frame)
{
  double high = curves->sigmas[0], low = curves->sigmas[0];

  include (curves->sigmas, curves->count, &low, &high);
  include (curves->alphas, curves->count, &low, &high);
  frame->high = (int)ceil (log10 (high));
  frame->low = MAX ((int)floor (log10 (low)), frame->high - MOST_DECADES);
  if (frame->high == frame->low)
    frame->high++;
}

static Frame
measure (const UiScheduleCurves *curves, PangoLayout *layout, int width, int height)
{
  Frame frame;
  int widest = 0, line = 0;

  find_decades (curves, &frame);
  for (int decade = frame.low; decade <= frame.high; decade++) {
    g_autofree char *text = decade_text (decade);
    int text_width;
    text_size (layout, text, &text_width, &line);
    widest = MAX (widest, text_width);
  }
  frame.left = GAP + widest + GAP + DOT_RADIUS;
  frame.right = width - GAP - DOT_RADIUS - GAP;
  frame.top = lay_out_legend (NULL, layout, width, curves->alphas != NULL, NULL, NULL) + 1.5 * GAP;
  frame.bottom = height - GAP - line - GAP;
  return frame;
}

/* Draws horizontal lines at the powers of ten, with at most MAX_TICK_LABELS labels. */
static void
draw_decades (cairo_t *cr, PangoLayout *layout, const Frame *frame, const GdkRGBA *ink)
{
  int every = (frame->high - frame->low) / MAX_TICK_LABELS + 1;

  for (int decade = frame->low; decade <= frame->high; decade++) {
    double y = round (y_of (frame, pow (10, decade))) + 0.5;

    cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.2 * ink->alpha);
    cairo_set_line_width (cr, 1);
    cairo_move_to (cr, frame->left - DOT_RADIUS, y);
    cairo_line_to (cr, frame->right + DOT_RADIUS, y);
    cairo_stroke (cr);
    if ((decade - frame->low) % every == 0) {
      g_autofree char *text = decade_text (decade);
      int width, height;
      text_size (layout, text, &width, &height);
      gdk_cairo_set_source_rgba (cr, ink);
      draw_text (cr, layout, text, frame->left - DOT_RADIUS - GAP, y - height / 2.0, 1);
    }
  }
}

static void
draw_axis_names (cairo_t *cr, PangoLayout *layout, const Frame *frame, guint count)
{
  g_autofree char *last = g_strdup_printf ("%u", count);

  if (count > 1) {
    draw_text (cr, layout, "1", frame->left, frame->bottom + GAP, 0.5);
    draw_text (cr, layout, last, frame->right, frame->bottom + GAP, count > 99 ? 0.75 : 0.5);
  }
  draw_text (cr, layout, _ ("Level"), (frame->left + frame->right) / 2, frame->bottom + GAP, 0.5);
}

/* Draws a line through the numbers of the levels, and dots on them, dashes or neither. */
static void
draw_curve (cairo_t *cr, const double *numbers, guint count, const Frame *frame, gboolean dots)
{
  for (guint i = 0; i < count; i++)
    cairo_line_to (cr, x_of (frame, i, count), y_of (frame, numbers[i]));
  cairo_stroke (cr);
  for (guint i = 0; i < count && dots; i++) {
    cairo_arc (cr, x_of (frame, i, count), y_of (frame, numbers[i]), DOT_RADIUS, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

/* The step sizes lie behind the levels; one alone, without a line, is a dot as well. */
static void
draw_curves (cairo_t *cr, const UiScheduleCurves *curves, const Frame *frame, const GdkRGBA *ink,
             const GdkRGBA *accent)
{
  gboolean dots = (frame->right - frame->left) / curves->count > 2 * DOT_RADIUS;

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (curves->alphas != NULL) {
    gdk_cairo_set_source_rgba (cr, ink);
    cairo_set_line_width (cr, 1.5);
    set_dashes (cr, TRUE);
    draw_curve (cr, curves->alphas, curves->count, frame, curves->count == 1);
    set_dashes (cr, FALSE);
  }
  gdk_cairo_set_source_rgba (cr, accent);
  cairo_set_line_width (cr, dots ? 1.5 : 2);
  draw_curve (cr, curves->sigmas, curves->count, frame, dots);
}

void
ui_schedule_draw (cairo_t *cr, PangoLayout *layout, int width, int height,
                  const UiScheduleCurves *curves, const GdkRGBA *ink, const GdkRGBA *accent)
{
  Frame frame = measure (curves, layout, width, height);

  draw_decades (cr, layout, &frame, ink);
  draw_axis_names (cr, layout, &frame, curves->count);
  draw_curves (cr, curves, &frame, ink, accent);
  lay_out_legend (cr, layout, width, curves->alphas != NULL, ink, accent);
}
