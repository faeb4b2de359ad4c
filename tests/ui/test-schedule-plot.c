/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plot of noise levels: pixels of the accent colour must be where the levels are. With a folder
 * as argument the drawings are written there. */
#include "ui/schedule-plot.h"

#include "drawing.h"

#include <math.h>

#define WIDTH 400
#define HEIGHT 220
#define LEGEND 22 /* its height, at least */

typedef struct {
  GtkWidget *window, *plot;
  int draws; /* since the last picture was taken */
} Fixture;

static gboolean
count_draw (GtkWidget *widget, cairo_t *cr, gpointer data)
{
  ((Fixture *)data)->draws++;
  return GDK_EVENT_PROPAGATE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_offscreen_window_new ();
  fixture->plot = ui_schedule_plot_new ();
  fixture->draws = 0;
  g_signal_connect_after (fixture->plot, "draw", G_CALLBACK (count_draw), fixture);
  gtk_widget_set_size_request (fixture->plot, WIDTH, HEIGHT);
  gtk_container_add (GTK_CONTAINER (fixture->window), fixture->plot);
  gtk_widget_show_all (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
}

/* Waits until the plot has been drawn again. If it never is, the test runner's timeout ends the
 * test.
 */
static GdkPixbuf *
draw (Fixture *fixture, const char *name)
{
  while (fixture->draws == 0 || gtk_events_pending ())
    gtk_main_iteration ();
  fixture->draws = 0;
  GdkPixbuf *pixbuf = gtk_offscreen_window_get_pixbuf (GTK_OFFSCREEN_WINDOW (fixture->window));
  drawing_keep (pixbuf, name);
  return pixbuf;
}

/* Whether the pixel has the theme's accent colour, blue: much more blue than red. */
static gboolean
is_ink (GdkPixbuf *pixbuf, int x, int y)
{
  const guchar *pixel = drawing_pixel (pixbuf, x, y);

  return pixel[2] > pixel[0] + 40;
}

/* The bounds of all ink below the legend, and the mean row of the ink in each column (-1 if the
 * column has none). */
typedef struct {
  int left, right, count;
  double middle[WIDTH];
} Ink;

static Ink
find_ink (GdkPixbuf *pixbuf)
{
  Ink ink = {WIDTH, -1, 0, {0}};

  for (int x = 0; x < WIDTH; x++) {
    int rows = 0, sum = 0;
    for (int y = LEGEND; y < HEIGHT; y++)
      if (is_ink (pixbuf, x, y)) {
        rows++;
        sum += y;
      }
    ink.middle[x] = rows > 0 ? (double)sum / rows : -1;
    ink.count += rows;
    if (rows > 0) {
      ink.left = MIN (ink.left, x);
      ink.right = MAX (ink.right, x);
    }
  }
  return ink;
}

static void
set_geometric (Fixture *fixture, double begin, double end, guint count)
{
  g_autofree double *sigmas = g_new (double, count);

  for (guint i = 0; i < count; i++)
    sigmas[i] = begin * pow (end / begin, count > 1 ? (double)i / (count - 1) : 0);
  ui_schedule_plot_set (UI_SCHEDULE_PLOT (fixture->plot), sigmas, NULL, count);
}

/* Geometric levels are a falling straight line on the logarithmic axis. */
static void
test_line (Fixture *fixture, gconstpointer data)
{
  set_geometric (fixture, 50, 0.01, 20);
  g_autoptr (GdkPixbuf) pixbuf = draw (fixture, "line");
  Ink ink = find_ink (pixbuf);
  g_assert_cmpint (ink.left, <, WIDTH / 4);
  g_assert_cmpint (ink.right, >, WIDTH * 9 / 10);
  double first = ink.middle[ink.left], last = ink.middle[ink.right];
  g_assert_cmpfloat (last, >, first + HEIGHT / 2.0);
  for (int x = ink.left; x <= ink.right; x++) {
    double share = (double)(x - ink.left) / (ink.right - ink.left);
    g_assert_cmpfloat_with_epsilon (ink.middle[x], first + share * (last - first), 4);
  }
}

/* Levels that decrease fast at first are below the straight line. */
static void
test_other_curve (Fixture *fixture, gconstpointer data)
{
  const double sigmas[] = {100, 0.2, 0.15, 0.1};

  ui_schedule_plot_set (UI_SCHEDULE_PLOT (fixture->plot), sigmas, NULL, G_N_ELEMENTS (sigmas));
  g_autoptr (GdkPixbuf) pixbuf = draw (fixture, "curve");
  Ink ink = find_ink (pixbuf);
  double chord = (ink.middle[ink.left] + ink.middle[ink.right]) / 2;
  g_assert_cmpfloat (ink.middle[(ink.left + ink.right) / 2], >, chord + 10);
}

/* The mean row of what is dark and not accented in a column of the plot, -1 if nothing is: the
 * dashes of the step sizes have gaps. */
static double
find_dark (GdkPixbuf *pixbuf, int x)
{
  int rows = 0, sum = 0;

  for (int y = LEGEND; y < HEIGHT * 5 / 6; y++)
    if (drawing_pixel (pixbuf, x, y)[0] < 120 && !is_ink (pixbuf, x, y)) {
      rows++;
      sum += y;
    }
  return rows > 0 ? (double)sum / rows : -1;
}

/* α_i ∝ σ_i² falls twice as steeply, and stays out of a plot without it. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  double sigmas[50], alphas[50];
  int first = -1, last = -1;

  for (int i = 0; i < 50; i++) {
    sigmas[i] = pow (10, 1 - 2 * i / 49.0);
    alphas[i] = 0.1 * sigmas[i] * sigmas[i];
  }
  ui_schedule_plot_set (UI_SCHEDULE_PLOT (fixture->plot), sigmas, alphas, 50);
  g_autoptr (GdkPixbuf) pixbuf = draw (fixture, "steps");
  Ink ink = find_ink (pixbuf);
  for (int x = WIDTH / 3; x < WIDTH * 9 / 10; x++)
    if (find_dark (pixbuf, x) >= 0) {
      first = first < 0 ? x : first;
      last = x;
    }
  g_assert_cmpint (last, >, first + WIDTH / 3);
  g_assert_cmpfloat_with_epsilon (find_dark (pixbuf, last) - find_dark (pixbuf, first),
                                  2 * (ink.middle[last] - ink.middle[first]), 6);
  ui_schedule_plot_set (UI_SCHEDULE_PLOT (fixture->plot), sigmas, NULL, 50);
  g_autoptr (GdkPixbuf) without = draw (fixture, "without-steps");
  for (int x = WIDTH / 3; x < WIDTH * 9 / 10; x++)
    g_assert_cmpfloat (find_dark (without, x), ==, -1);
}

/* New numbers change the drawing; the old numbers give the old drawing again. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  set_geometric (fixture, 1, 0.01, 10);
  g_autoptr (GdkPixbuf) first = draw (fixture, "first");
  set_geometric (fixture, 300, 0.001, 200);
  g_autoptr (GdkPixbuf) second = draw (fixture, "second");
  set_geometric (fixture, 1, 0.01, 10);
  g_autoptr (GdkPixbuf) third = draw (fixture, "third");
  g_autoptr (GBytes) a = gdk_pixbuf_read_pixel_bytes (first);
  g_autoptr (GBytes) b = gdk_pixbuf_read_pixel_bytes (second);
  g_autoptr (GBytes) c = gdk_pixbuf_read_pixel_bytes (third);
  g_assert_false (g_bytes_equal (a, b));
  g_assert_true (g_bytes_equal (a, c));
}

static void
test_few (Fixture *fixture, gconstpointer data)
{
  ui_schedule_plot_set (UI_SCHEDULE_PLOT (fixture->plot), NULL, NULL, 0);
  g_autoptr (GdkPixbuf) empty = draw (fixture, "empty");
  g_assert_cmpint (find_ink (empty).count, ==, 0);
  set_geometric (fixture, 0.5, 0.5, 1);
  g_autoptr (GdkPixbuf) one = draw (fixture, "one");
  Ink ink = find_ink (one);
  g_assert_cmpint (ink.count, >, 4);
  g_assert_cmpint (ink.right - ink.left, <, 10);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  AtkObject *accessible = gtk_widget_get_accessible (fixture->plot);

  g_assert_cmpstr (atk_object_get_name (accessible), ==, "Noise levels");
  set_geometric (fixture, 50, 0.01, 20);
  g_assert_cmpstr (atk_object_get_description (accessible), ==, "20 noise levels, from 50 to 0.01");
}

static int
count_ink (GdkPixbuf *pixbuf)
{
  int count = 0;

  for (int y = LEGEND; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      count += is_ink (pixbuf, x, y);
  return count;
}

/* Step sizes that are all but 0 do not press the levels into nothing. */
static void
test_vanishing (Fixture *fixture, gconstpointer data)
{
  const double sigmas[] = {1e10, 1e-10}, vanishing[] = {1e-300, 0};

  ui_schedule_plot_set (UI_SCHEDULE_PLOT (fixture->plot), sigmas, vanishing, 2);
  g_autoptr (GdkPixbuf) pixbuf = draw (fixture, "vanishing");
  g_assert_cmpint (count_ink (pixbuf), >, WIDTH);
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add ("/schedule-plot/line", Fixture, NULL, set_up, test_line, tear_down);
  g_test_add ("/schedule-plot/other-curve", Fixture, NULL, set_up, test_other_curve, tear_down);
  g_test_add ("/schedule-plot/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/schedule-plot/follows", Fixture, NULL, set_up, test_follows, tear_down);
  g_test_add ("/schedule-plot/few", Fixture, NULL, set_up, test_few, tear_down);
  g_test_add ("/schedule-plot/vanishing", Fixture, NULL, set_up, test_vanishing, tear_down);
  g_test_add ("/schedule-plot/words", Fixture, NULL, set_up, test_words, tear_down);
  return g_test_run ();
}
