/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows each widget alone, with made-up content: ./dev ui-demo. */
#include "class-chooser.h"
#include "compare.h"
#include "model-chooser.h"
#include "preview.h"
#include "result-strip.h"
#include "schedule-plot.h"

#include <math.h>

#define SIDE 256

/* Coloured rings; roughness: the share of noise. */
static cairo_surface_t *
rings (double roughness, double hue)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIDE, SIDE);
  guchar *rows = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      double ring = 0.5 + 0.5 * sin (hypot (x - SIDE / 2.0, y - SIDE / 2.0) / 8 + hue);
      double value = CLAMP (ring + roughness * g_random_double_range (-1, 1), 0, 1) * 255;
      guint32 *pixel = (guint32 *)(gpointer)(rows + y * stride) + x;
      *pixel = (guint32)value << 16 | (guint32)(value * (0.5 + 0.5 * cos (hue))) << 8 |
               (guint32)(255 - value);
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static GtkWidget *
demo_compare (void)
{
  GtkWidget *compare = ui_compare_new ();
  cairo_surface_t *before = rings (0.4, 0), *after = rings (0, 0);
  const GdkRectangle place = {0, 0, SIDE, SIDE};

  ui_compare_set_before (UI_COMPARE (compare), before, &place);
  ui_compare_set_after (UI_COMPARE (compare), after, &place);
  ui_compare_set_split (UI_COMPARE (compare), 0.5);
  ui_compare_look_at (UI_COMPARE (compare), &place, 4);
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
  return compare;
}

static GtkWidget *
demo_strip (void)
{
  GtkWidget *strip = ui_result_strip_new ();

  for (int i = 1; i <= 10; i++) {
    cairo_surface_t *picture = rings (0, i);
    g_autofree char *name = g_strdup_printf ("Result %d", i);

    ui_result_strip_add (UI_RESULT_STRIP (strip), GINT_TO_POINTER (i), picture, name, i == 1);
    cairo_surface_destroy (picture);
  }
  gtk_widget_set_valign (strip, GTK_ALIGN_START);
  return strip;
}

/* A small picture. */
static cairo_surface_t *
reduced (double hue, int side)
{
  cairo_surface_t *large = rings (0, hue);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side, side);
  cairo_t *cr = cairo_create (small);

  cairo_scale (cr, side / (double)SIDE, side / (double)SIDE);
  cairo_set_source_surface (cr, large, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (large);
  return small;
}

static GtkWidget *
demo_models (void)
{
  GtkWidget *chooser = ui_model_chooser_new ();
  cairo_surface_t *picture = reduced (1, UI_MODEL_CHOOSER_SIDE);
  const UiModelEntry entries[] = {
      {"/a.safetensors", "rings", 64, 64, 3, 35, TRUE,
       "Draws coloured rings of any size, and repairs them", "CC0 1.0", 15900000, picture},
      {"/b.safetensors", "unknown", 28, 28, 1, 10, FALSE, NULL, NULL, 6400000, NULL}};

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    ui_model_chooser_add (UI_MODEL_CHOOSER (chooser), &entries[i]);
  cairo_surface_destroy (picture);
  ui_model_chooser_set_path (UI_MODEL_CHOOSER (chooser), "/a.safetensors");
  gtk_widget_set_valign (chooser, GTK_ALIGN_START);
  return chooser;
}

static GtkWidget *
demo_classes (void)
{
  GtkWidget *chooser = ui_class_chooser_new ();

  for (int i = 0; i < 36; i++) {
    cairo_surface_t *picture = reduced (i, UI_CLASS_CHOOSER_SIDE);
    g_autofree char *name = g_strdup_printf ("Kind %d", i);

    ui_class_chooser_add (UI_CLASS_CHOOSER (chooser), name, name, picture);
    cairo_surface_destroy (picture);
  }
  ui_class_chooser_set_id (UI_CLASS_CHOOSER (chooser), "Kind 20");
  gtk_widget_set_valign (chooser, GTK_ALIGN_START);
  return chooser;
}

static GtkWidget *
demo_plot (void)
{
  GtkWidget *plot = ui_schedule_plot_new ();
  double sigmas[12], alphas[12];

  for (int i = 0; i < 12; i++) {
    sigmas[i] = 50 * pow (0.01 / 50, i / 11.0);
    alphas[i] = 2e-5 * pow (sigmas[i] / 0.01, 2);
  }
  ui_schedule_plot_set (UI_SCHEDULE_PLOT (plot), sigmas, alphas, 12);
  return plot;
}

static GtkWidget *
demo_preview (void)
{
  GtkWidget *preview = ui_preview_new ();
  float pixels[16 * 16];

  for (int i = 0; i < 16 * 16; i++)
    pixels[i] = (float)((i % 16) * (i / 16)) / (15 * 15);
  UiThumbnail *thumbnail = ui_thumbnail_new (pixels, 1, 16, 16, 1, 16);
  ui_preview_set (UI_PREVIEW (preview), thumbnail);
  ui_thumbnail_free (thumbnail);
  return preview;
}

int
main (int argc, char **argv)
{
  gtk_init (&argc, &argv);
  const struct {
    const char *name;
    GtkWidget *widget;
  } demos[] = {{"Compare", demo_compare ()},      {"Result strip", demo_strip ()},
               {"Model chooser", demo_models ()}, {"Class chooser", demo_classes ()},
               {"Schedule plot", demo_plot ()},   {"Preview", demo_preview ()}};
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *book = gtk_notebook_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (demos); i++) {
    gtk_container_set_border_width (GTK_CONTAINER (window), 12);
    gtk_notebook_append_page (GTK_NOTEBOOK (book), demos[i].widget, gtk_label_new (demos[i].name));
  }
  gtk_window_set_title (GTK_WINDOW (window), "Widgets");
  gtk_container_add (GTK_CONTAINER (window), book);
  g_signal_connect (window, "destroy", G_CALLBACK (gtk_main_quit), NULL);
  gtk_widget_show_all (window);
  gtk_main ();
  return 0;
}
