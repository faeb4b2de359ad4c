/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the plot of noise levels with Cairo, in the colours of the theme. */
#include "schedule-plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DOT_RADIUS 2.5
#define GAP 6.0 /* in pixels, between the frame, the tick labels and the plot */
#define MAX_TICK_LABELS 6

struct _UiSchedulePlot {
  GtkDrawingArea parent_instance;
  double *sigmas;
  guint count;
};

G_DEFINE_FINAL_TYPE (UiSchedulePlot, ui_schedule_plot, GTK_TYPE_DRAWING_AREA)

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
y_of (const Frame *frame, double sigma)
{
  double share = (frame->high - log10 (sigma)) / (frame->high - frame->low);

  return frame->top + share * (frame->bottom - frame->top);
}

static void
text_size (PangoLayout *layout, const char *text, int *width, int *height)
{
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, width, height);
}

static char *
decade_text (int decade)
{
  return g_strdup_printf ("%g", pow (10, decade));
}

static void
find_decades (const UiSchedulePlot *plot, Frame *frame)
{
  double high = plot->sigmas[0], low = plot->sigmas[0];

  for (guint i = 1; i < plot->count; i++) {
    high = MAX (high, plot->sigmas[i]);
    low = MIN (low, plot->sigmas[i]);
  }
  frame->high = (int)ceil (log10 (high));
  frame->low = (int)floor (log10 (low));
  if (frame->high == frame->low)
    frame->high++;
}

static Frame
measure (const UiSchedulePlot *plot, PangoLayout *layout, int width, int height)
{
  Frame frame;
  int widest = 0, line = 0;

  find_decades (plot, &frame);
  for (int decade = frame.low; decade <= frame.high; decade++) {
    g_autofree char *text = decade_text (decade);
    int text_width;
    text_size (layout, text, &text_width, &line);
    widest = MAX (widest, text_width);
  }
  frame.left = GAP + widest + GAP + DOT_RADIUS;
  frame.right = width - GAP - DOT_RADIUS - GAP;
  frame.top = GAP + line + GAP;
  frame.bottom = height - GAP - line - GAP;
  return frame;
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

  draw_text (cr, layout, _ ("Noise level σ"), GAP, GAP / 2, 0);
  if (count > 1) {
    draw_text (cr, layout, "1", frame->left, frame->bottom + GAP, 0.5);
    draw_text (cr, layout, last, frame->right, frame->bottom + GAP, count > 99 ? 0.75 : 0.5);
  }
  draw_text (cr, layout, _ ("Level"), (frame->left + frame->right) / 2, frame->bottom + GAP, 0.5);
}

/* Draws a line through the levels, and a dot on each level unless the dots would overlap. */
static void
draw_levels (cairo_t *cr, const UiSchedulePlot *plot, const Frame *frame)
{
  gboolean dots = (frame->right - frame->left) / plot->count > 2 * DOT_RADIUS;

  cairo_set_line_width (cr, dots ? 1.5 : 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < plot->count; i++)
    cairo_line_to (cr, x_of (frame, i, plot->count), y_of (frame, plot->sigmas[i]));
  cairo_stroke (cr);
  for (guint i = 0; i < plot->count && dots; i++) {
    cairo_arc (cr, x_of (frame, i, plot->count), y_of (frame, plot->sigmas[i]), DOT_RADIUS, 0,
               2 * G_PI);
    cairo_fill (cr);
  }
}

/* The theme's accent colour, mixed with the text colour: the accent colour is meant as a background
 * of text, so its contrast may be too low. The text colour if the theme has no accent colour. */
static GdkRGBA
accent_colour (GtkStyleContext *style, const GdkRGBA *ink)
{
  const double share = 0.35;
  GdkRGBA accent;

  if (!gtk_style_context_lookup_color (style, "theme_selected_bg_color", &accent))
    return *ink;
  return (GdkRGBA){accent.red + share * (ink->red - accent.red),
                   accent.green + share * (ink->green - accent.green),
                   accent.blue + share * (ink->blue - accent.blue), 1};
}

static gboolean
ui_schedule_plot_draw (GtkWidget *widget, cairo_t *cr)
{
  UiSchedulePlot *plot = UI_SCHEDULE_PLOT (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  int width = gtk_widget_get_allocated_width (widget);
  int height = gtk_widget_get_allocated_height (widget);
  GdkRGBA ink, accent;

  gtk_render_background (style, cr, 0, 0, width, height);
  gtk_render_frame (style, cr, 0, 0, width, height);
  if (plot->count == 0)
    return GDK_EVENT_PROPAGATE;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  Frame frame = measure (plot, layout, width, height);
  gtk_style_context_get_color (style, gtk_widget_get_state_flags (widget), &ink);
  accent = accent_colour (style, &ink);
  draw_decades (cr, layout, &frame, &ink);
  draw_axis_names (cr, layout, &frame, plot->count);
  gdk_cairo_set_source_rgba (cr, &accent);
  draw_levels (cr, plot, &frame);
  return GDK_EVENT_PROPAGATE;
}

static void
ui_schedule_plot_finalize (GObject *object)
{
  g_free (UI_SCHEDULE_PLOT (object)->sigmas);
  G_OBJECT_CLASS (ui_schedule_plot_parent_class)->finalize (object);
}

static void
ui_schedule_plot_class_init (UiSchedulePlotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ui_schedule_plot_finalize;
  GTK_WIDGET_CLASS (class)->draw = ui_schedule_plot_draw;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), ATK_ROLE_CHART);
}

static void
ui_schedule_plot_init (UiSchedulePlot *plot)
{
  gtk_widget_set_size_request (GTK_WIDGET (plot), 260, 150);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (plot)),
                               GTK_STYLE_CLASS_VIEW);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (plot)), _ ("Noise levels"));
  ui_schedule_plot_set (plot, NULL, 0);
}

GtkWidget *
ui_schedule_plot_new (void)
{
  return g_object_new (UI_TYPE_SCHEDULE_PLOT, NULL);
}

/* Describes the plot in words, for screen readers and as the tooltip. */
static void
describe (UiSchedulePlot *plot)
{
  g_autofree char *text = NULL;

  if (plot->count == 0)
    text = g_strdup (_ ("No noise levels"));
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u noise level, from %g to %g",
                                         "%u noise levels, from %g to %g", plot->count),
                            plot->count, plot->sigmas[0], plot->sigmas[plot->count - 1]);
  atk_object_set_description (gtk_widget_get_accessible (GTK_WIDGET (plot)), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (plot), text);
}

void
ui_schedule_plot_set (UiSchedulePlot *plot, const double *sigmas, guint count)
{
  g_return_if_fail (UI_IS_SCHEDULE_PLOT (plot));

  g_free (plot->sigmas);
  plot->sigmas = g_memdup2 (sigmas, count * sizeof *sigmas);
  plot->count = count;
  describe (plot);
  gtk_widget_queue_draw (GTK_WIDGET (plot));
}
