/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widget around the drawing of schedule-draw.c. */
#include "schedule-plot.h"

#include "schedule-draw.h"

#include <glib/gi18n-lib.h>

struct _UiSchedulePlot {
  GtkDrawingArea parent_instance;
  double *sigmas, *alphas; /* alphas NULL: there are none */
  guint count;
};

G_DEFINE_FINAL_TYPE (UiSchedulePlot, ui_schedule_plot, GTK_TYPE_DRAWING_AREA)

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
  gtk_style_context_get_color (style, gtk_widget_get_state_flags (widget), &ink);
  accent = accent_colour (style, &ink);
  ui_schedule_draw (cr, layout, width, height,
                    &(UiScheduleCurves){plot->sigmas, plot->alphas, plot->count}, &ink, &accent);
  return GDK_EVENT_PROPAGATE;
}

static void
ui_schedule_plot_finalize (GObject *object)
{
  g_free (UI_SCHEDULE_PLOT (object)->sigmas);
  g_free (UI_SCHEDULE_PLOT (object)->alphas);
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
  ui_schedule_plot_set (plot, NULL, NULL, 0);
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
  if (plot->alphas != NULL) {
    g_autofree char *levels = g_steal_pointer (&text);
    g_autofree char *steps = g_strdup_printf (_ ("Step sizes from %.3g to %.3g"), plot->alphas[0],
                                              plot->alphas[plot->count - 1]);
    text = g_strconcat (levels, "\n", steps, NULL);
  }
  atk_object_set_description (gtk_widget_get_accessible (GTK_WIDGET (plot)), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (plot), text);
}

void
ui_schedule_plot_set (UiSchedulePlot *plot, const double *sigmas, const double *alphas, guint count)
{
  g_return_if_fail (UI_IS_SCHEDULE_PLOT (plot));

  g_free (plot->sigmas);
  g_free (plot->alphas);
  plot->sigmas = g_memdup2 (sigmas, count * sizeof *sigmas);
  plot->alphas = g_memdup2 (alphas, count * sizeof *alphas);
  plot->count = count;
  describe (plot);
  gtk_widget_queue_draw (GTK_WIDGET (plot));
}
