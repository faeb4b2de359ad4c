/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart of the loss and the view of a training, by the pixels that they draw. With a folder as
 * argument the drawings are written there. */
#include "ui/training-view.h"

#include "drawing.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define WIDTH 300
#define HEIGHT 200
#define VIEW_WIDTH 760
#define VIEW_HEIGHT 500
#define SIDE 384 /* of the picture of samples */

/* A widget with a window. */
static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_offscreen_window_new ();

  gtk_container_add (GTK_CONTAINER (window), widget);
  gtk_widget_show_all (window);
  return window;
}

static GdkPixbuf *
draw_chart (const double *steps, const double *losses, gsize count, const char *name)
{
  GtkWidget *chart = ui_loss_chart_new (), *window = show (chart);

  ui_loss_chart_set (UI_LOSS_CHART (chart), steps, losses, count);
  GdkPixbuf *drawing = drawing_of (chart, WIDTH, HEIGHT, 1);
  drawing_keep (drawing, name);
  gtk_widget_destroy (window);
  return drawing;
}

static gboolean
is_same (GdkPixbuf *a, GdkPixbuf *b)
{
  const gsize bytes = (gsize)gdk_pixbuf_get_rowstride (a) * (HEIGHT - 1);

  return memcmp (gdk_pixbuf_get_pixels (a), gdk_pixbuf_get_pixels (b), bytes) == 0;
}

/* The height of the lowest dark pixel of a column above the axis: of the curve. */
static int
curve_at (GdkPixbuf *drawing, int x)
{
  for (int y = HEIGHT - 40; y > 0; y--)
    if (*drawing_pixel (drawing, x, y) < 128)
      return y;
  return -1;
}

/* A falling loss falls from left to right, and a rising one rises. */
static void
test_direction (void)
{
  const double steps[] = {10, 20, 30, 40}, losses[] = {0.4, 0.3, 0.2, 0.1};
  const double rising[] = {0.1, 0.2, 0.3, 0.4};
  g_autoptr (GdkPixbuf) falls = draw_chart (steps, losses, 4, "loss-falls");
  g_autoptr (GdkPixbuf) rises = draw_chart (steps, rising, 4, "loss-rises");

  g_assert_cmpint (curve_at (falls, WIDTH - 30), >, curve_at (falls, WIDTH / 2) + 20);
  g_assert_cmpint (curve_at (rises, WIDTH - 30), <, curve_at (rises, WIDTH / 2) - 20);
}

/* Values that are not finite are as if they were not there; without any the chart is empty. */
static void
test_not_finite (void)
{
  const double steps[] = {10, 20, 30, 40}, losses[] = {0.4, NAN, INFINITY, 0.1};
  const double kept_steps[] = {10, 40}, kept[] = {0.4, 0.1};
  g_autoptr (GdkPixbuf) with = draw_chart (steps, losses, 4, "loss-not-finite");
  g_autoptr (GdkPixbuf) without = draw_chart (kept_steps, kept, 2, "loss-finite");
  g_autoptr (GdkPixbuf) none = draw_chart (steps + 1, losses + 1, 2, "loss-none");
  g_autoptr (GdkPixbuf) empty = draw_chart (NULL, NULL, 0, "loss-empty");

  g_assert_false (is_same (with, none));
  g_assert_true (is_same (none, empty));
  g_assert_cmpint (curve_at (with, WIDTH / 2), ==, curve_at (without, WIDTH / 2));
}

/* Writes a picture of one gray value. */
static void
write_flat (const char *path, guint8 value)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);

  gdk_pixbuf_fill (picture, (guint32)value << 24 | (guint32)value << 16 | (guint32)value << 8);
  g_assert_true (gdk_pixbuf_save (picture, path, "png", NULL, NULL));
}

static int
middle_of (GtkWidget *view, const char *name)
{
  g_autoptr (GdkPixbuf) drawing = drawing_of (view, VIEW_WIDTH, VIEW_HEIGHT, 1);

  drawing_keep (drawing, name);
  return *drawing_pixel (drawing, SIDE / 2, SIDE / 4);
}

/* The picture of samples appears when its file does, follows it, and goes with it. */
static void
test_samples (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ncsn-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "samples.png", NULL);
  g_autofree char *other = g_build_filename (folder, "other.png", NULL);
  GtkWidget *widget = ui_training_view_new (), *window = show (widget);
  UiTrainingView *view = UI_TRAINING_VIEW (widget);

  ui_training_view_set_progress (view, 0.4, "12 min left.");
  ui_training_view_set_samples (view, path);
  g_assert_cmpint (middle_of (widget, "view-no-samples"), >, 200);
  write_flat (path, 60);
  ui_training_view_set_samples (view, path);
  g_assert_cmpint (middle_of (widget, "view-samples"), ==, 60);
  write_flat (other, 90);
  g_assert_cmpint (g_rename (other, path), ==, 0);
  ui_training_view_set_samples (view, path);
  g_assert_cmpint (middle_of (widget, "view-new-samples"), ==, 90);
  g_assert_cmpint (g_remove (path), ==, 0);
  ui_training_view_set_samples (view, path);
  g_assert_cmpint (middle_of (widget, "view-samples-gone"), >, 200);
  gtk_widget_destroy (window);
  g_assert_cmpint (g_remove (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add_func ("/training-view/direction", test_direction);
  g_test_add_func ("/training-view/not-finite", test_not_finite);
  g_test_add_func ("/training-view/samples", test_samples);
  return g_test_run ();
}
