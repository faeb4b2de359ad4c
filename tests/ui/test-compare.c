/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widget that compares two pictures: what it draws on each side of its line, and which part of
 * the canvas it shows. With a folder as argument the drawings are written there. */
#include "ui/compare.h"

#include "drawing.h"

#define WIDTH 440
#define HEIGHT 360
#define BEFORE 64
#define AFTER 192

static cairo_surface_t *
plain (int level, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, level / 255.0, level / 255.0, level / 255.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

static GtkWidget *
make (GtkWidget **window, const GdkRectangle *before, const GdkRectangle *after)
{
  GtkWidget *compare = ui_compare_new ();
  cairo_surface_t *dark = plain (BEFORE, 11, 7), *light = plain (AFTER, 5, 3);

  *window = gtk_offscreen_window_new ();
  gtk_widget_set_size_request (compare, WIDTH, HEIGHT);
  gtk_container_add (GTK_CONTAINER (*window), compare);
  gtk_widget_show_all (*window);
  if (before != NULL)
    ui_compare_set_before (UI_COMPARE (compare), dark, before);
  ui_compare_set_after (UI_COMPARE (compare), light, after);
  cairo_surface_destroy (dark);
  cairo_surface_destroy (light);
  return compare;
}

static int
level_at (GtkWidget *compare, int x, int y, const char *name)
{
  g_autoptr (GdkPixbuf) pixbuf = drawing_of (compare, WIDTH, HEIGHT, 0);

  drawing_keep (pixbuf, name);
  return drawing_pixel (pixbuf, x, y)[0];
}

/* On the left of the line is what was before, on its right what is after. */
static void
test_split (void)
{
  const GdkRectangle place = {100, 50, WIDTH, HEIGHT};
  GtkWidget *window, *compare = make (&window, &place, &place);

  ui_compare_look_at (UI_COMPARE (compare), &place, 1);
  for (int tenth = 1; tenth < 10; tenth++) {
    ui_compare_set_split (UI_COMPARE (compare), tenth / 10.0);
    g_assert_cmpint (level_at (compare, WIDTH * tenth / 10 - 12, HEIGHT - 9, "compare"), ==,
                     BEFORE);
    g_assert_cmpint (level_at (compare, WIDTH * tenth / 10 + 12, HEIGHT - 9, "compare"), ==, AFTER);
  }
  gtk_widget_destroy (window);
}

/* The picture after lies where its place is, at any zoom; around it is the one before. */
static void
test_places (void)
{
  const GdkRectangle whole = {0, 0, 4 * WIDTH, 4 * HEIGHT};
  const GdkRectangle part = {WIDTH, HEIGHT, WIDTH, HEIGHT};
  GtkWidget *window, *compare = make (&window, &whole, &part);

  ui_compare_set_split (UI_COMPARE (compare), 0);
  ui_compare_look_at (UI_COMPARE (compare), &whole, 1);
  g_assert_cmpfloat_with_epsilon (ui_compare_get_zoom (UI_COMPARE (compare)), 0.25, 1e-9);
  for (int y = 50; y < HEIGHT; y += 40) /* below the label */
    for (int x = 25; x < WIDTH; x += 40) {
      gboolean inside = x >= WIDTH / 4 && x < WIDTH / 2 && y >= HEIGHT / 4 && y < HEIGHT / 2;
      g_assert_cmpint (level_at (compare, x, y, "compare-places"), ==, inside ? AFTER : BEFORE);
    }
  gtk_widget_destroy (window);
}

/* Without a picture before there is no line: all is after. */
static void
test_alone (void)
{
  const GdkRectangle place = {0, 0, WIDTH, HEIGHT};
  GtkWidget *window, *compare = make (&window, NULL, &place);

  ui_compare_set_split (UI_COMPARE (compare), 0.5);
  ui_compare_look_at (UI_COMPARE (compare), &place, 1);
  for (int x = 2; x < WIDTH; x += 7)
    g_assert_cmpint (level_at (compare, x, HEIGHT / 2, "compare-alone"), ==, AFTER);
  gtk_widget_destroy (window);
}

static void
count (int *counter)
{
  ++*counter;
}

static void
press (GtkWidget *compare, guint key, GdkModifierType state)
{
  GdkEvent *event = gdk_event_new (GDK_KEY_PRESS);

  event->key.window = g_object_ref (gtk_widget_get_window (compare));
  event->key.keyval = key;
  event->key.state = state;
  gtk_widget_event (compare, event);
  gdk_event_free (event);
}

/* The arrow keys move the view, + and - zoom about its middle, and each tells it. */
static void
test_keys (void)
{
  const GdkRectangle place = {0, 0, WIDTH, HEIGHT};
  GtkWidget *window, *compare = make (&window, &place, &place);
  int told = 0;

  ui_compare_look_at (UI_COMPARE (compare), &place, 1);
  g_signal_connect_swapped (compare, "view-changed", G_CALLBACK (count), &told);
  GdkRectangle first = ui_compare_get_view (UI_COMPARE (compare));
  press (compare, GDK_KEY_Right, 0);
  GdkRectangle moved = ui_compare_get_view (UI_COMPARE (compare));
  g_assert_cmpint (moved.x, ==, first.x + 40);
  g_assert_cmpint (moved.y, ==, first.y);
  press (compare, GDK_KEY_Left, 0);
  press (compare, GDK_KEY_plus, 0);
  GdkRectangle zoomed = ui_compare_get_view (UI_COMPARE (compare));
  g_assert_cmpint (zoomed.width, <, first.width);
  g_assert_cmpint (ABS (2 * zoomed.x + zoomed.width - 2 * first.x - first.width), <=, 2);
  press (compare, GDK_KEY_minus, 0);
  g_assert_cmpfloat_with_epsilon (ui_compare_get_zoom (UI_COMPARE (compare)), 1, 1e-9);
  g_assert_cmpint (told, ==, 4);
  press (compare, GDK_KEY_Right, GDK_CONTROL_MASK);
  g_assert_cmpint (told, ==, 4);
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add_func ("/compare/split", test_split);
  g_test_add_func ("/compare/places", test_places);
  g_test_add_func ("/compare/alone", test_alone);
  g_test_add_func ("/compare/keys", test_keys);
  return g_test_run ();
}
