/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the chart with Cairo, in the colours of the theme. */
#include "loss-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_WIDTH 300
#define MIN_HEIGHT 200
#define GAP 6.0         /* in pixels, between frame, texts and plot */
#define MEAN_SHARE 0.05 /* memory of the moving mean, as a share of the lines */
#define HEADROOM 0.05   /* above and below the curve, as a share of its height */
#define FAINT 0.35      /* opacity of the single values */

struct _UiLossChart {
  GtkDrawingArea parent_instance;
  double *steps, *losses, *means;
  gsize count;
};

G_DEFINE_FINAL_TYPE (UiLossChart, ui_loss_chart, GTK_TYPE_DRAWING_AREA)

typedef struct {
  double left, right, top, bottom; /* of the plot, in pixels */
  double last, low, high;          /* the largest step; the range of losses */
} Frame;

static void
find_range (const UiLossChart *chart, Frame *frame)
{
  frame->low = frame->high = chart->losses[0];
  for (gsize i = 1; i < chart->count; i++) {
    frame->low = MIN (frame->low, chart->losses[i]);
    frame->high = MAX (frame->high, chart->losses[i]);
  }
  const double room = MAX (HEADROOM * (frame->high - frame->low), 1e-6);
  frame->low -= room;
  frame->high += room;
  frame->last = chart->steps[chart->count - 1];
}

static void
draw_text (cairo_t *cr, PangoLayout *layout, const char *text, double x, double y, double align)
{
  int width, height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, round (x - align * width), round (y));
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
}

static void
draw_curve (cairo_t *cr, const UiLossChart *chart, const Frame *frame, const double *values)
{
  for (gsize i = 0; i < chart->count; i++) {
    const double x = chart->steps[i] / frame->last;
    const double y = (frame->high - values[i]) / (frame->high - frame->low);
    cairo_line_to (cr, frame->left + x * (frame->right - frame->left),
                   frame->top + y * (frame->bottom - frame->top));
  }
  cairo_stroke (cr);
}

static char *
loss_text (double loss)
{
  return g_strdup_printf ("%.3g", loss);
}

/* The width of its text, and the height of any. */
static int
measure_loss (PangoLayout *layout, double loss, int *line)
{
  g_autofree char *text = loss_text (loss);
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, line);
  return width;
}

static void
draw_axes (cairo_t *cr, PangoLayout *layout, const Frame *frame, int line)
{
  g_autofree char *low = loss_text (frame->low);
  g_autofree char *high = loss_text (frame->high);
  g_autofree char *last = g_strdup_printf ("%.0f", frame->last);

  draw_text (cr, layout, high, frame->left - GAP, frame->top, 1);
  draw_text (cr, layout, low, frame->left - GAP, frame->bottom - line, 1);
  draw_text (cr, layout, _ ("Loss"), frame->left, frame->top - line - GAP / 2, 0);
  draw_text (cr, layout, _ ("Step"), frame->left, frame->bottom + GAP / 2, 0);
  draw_text (cr, layout, last, frame->right, frame->bottom + GAP / 2, 1);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, frame->left - 0.5, frame->top);
  cairo_line_to (cr, frame->left - 0.5, frame->bottom + 0.5);
  cairo_line_to (cr, frame->right, frame->bottom + 0.5);
  cairo_stroke (cr);
}

static gboolean
ui_loss_chart_draw (GtkWidget *widget, cairo_t *cr)
{
  UiLossChart *chart = UI_LOSS_CHART (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  const int width = gtk_widget_get_allocated_width (widget);
  const int height = gtk_widget_get_allocated_height (widget);
  Frame frame = {0};
  int line;
  GdkRGBA ink;

  gtk_render_background (style, cr, 0, 0, width, height);
  gtk_render_frame (style, cr, 0, 0, width, height);
  if (chart->count == 0)
    return GDK_EVENT_PROPAGATE;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  find_range (chart, &frame);
  const int low = measure_loss (layout, frame.low, &line);
  frame.left = MAX (low, measure_loss (layout, frame.high, &line)) + 2 * GAP;
  frame.right = width - 2 * GAP;
  frame.top = line + 2 * GAP;
  frame.bottom = height - line - 2 * GAP;
  gtk_style_context_get_color (style, gtk_widget_get_state_flags (widget), &ink);
  gdk_cairo_set_source_rgba (cr, &ink);
  draw_axes (cr, layout, &frame, line);
  cairo_set_line_width (cr, 2);
  draw_curve (cr, chart, &frame, chart->means);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, FAINT * ink.alpha);
  cairo_set_line_width (cr, 1);
  draw_curve (cr, chart, &frame, chart->losses);
  return GDK_EVENT_PROPAGATE;
}

static void
clear (UiLossChart *chart)
{
  g_clear_pointer (&chart->steps, g_free);
  g_clear_pointer (&chart->losses, g_free);
  g_clear_pointer (&chart->means, g_free);
  chart->count = 0;
}

static void
ui_loss_chart_finalize (GObject *object)
{
  clear (UI_LOSS_CHART (object));
  G_OBJECT_CLASS (ui_loss_chart_parent_class)->finalize (object);
}

static void
ui_loss_chart_class_init (UiLossChartClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ui_loss_chart_finalize;
  GTK_WIDGET_CLASS (class)->draw = ui_loss_chart_draw;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), ATK_ROLE_IMAGE);
}

static void
ui_loss_chart_init (UiLossChart *chart)
{
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (chart)), "view");
  gtk_widget_set_size_request (GTK_WIDGET (chart), MIN_WIDTH, MIN_HEIGHT);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (chart)),
                       _ ("Chart of the loss over the steps of the training"));
}

GtkWidget *
ui_loss_chart_new (void)
{
  return g_object_new (UI_TYPE_LOSS_CHART, NULL);
}

void
ui_loss_chart_set (UiLossChart *chart, const double *steps, const double *losses, gsize count)
{
  const double memory = 1 - 1 / MAX (MEAN_SHARE * count, 1.0);
  double sum = 0, weight = 0;

  g_return_if_fail (UI_IS_LOSS_CHART (chart));
  clear (chart);
  chart->steps = g_new (double, count);
  chart->losses = g_new (double, count);
  chart->means = g_new (double, count);
  for (gsize i = 0; i < count; i++) {
    if (!isfinite (losses[i]) || !(steps[i] > 0))
      continue;
    sum = memory * sum + losses[i];
    weight = memory * weight + 1;
    chart->steps[chart->count] = steps[i];
    chart->losses[chart->count] = losses[i];
    chart->means[chart->count++] = sum / weight;
  }
  gtk_widget_queue_draw (GTK_WIDGET (chart));
}
