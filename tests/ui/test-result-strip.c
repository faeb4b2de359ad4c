/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip of results: which one is chosen, and who hears of it. */
#include "ui/result-strip.h"

#include "drawing.h"

static int told;
static gpointer last;

static void
on_chosen (UiResultStrip *strip, gpointer key)
{
  told++;
  last = key;
}

static void
add (UiResultStrip *strip, int key, gboolean choose)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 30, 20);

  ui_result_strip_add (strip, GINT_TO_POINTER (key), picture, "a result", choose);
  cairo_surface_destroy (picture);
}

/* Only results that are added to be chosen are, each once; removing the chosen one leaves none. */
static void
test_choice (void)
{
  GtkWidget *window = gtk_offscreen_window_new ();
  GtkWidget *widget = ui_result_strip_new ();
  UiResultStrip *strip = UI_RESULT_STRIP (widget);

  gtk_container_add (GTK_CONTAINER (window), widget);
  gtk_widget_show_all (window);
  g_signal_connect (widget, "chosen", G_CALLBACK (on_chosen), NULL);
  g_assert_null (ui_result_strip_get_chosen (strip));
  add (strip, 1, TRUE);
  add (strip, 2, FALSE);
  g_assert_true (ui_result_strip_get_chosen (strip) == GINT_TO_POINTER (1));
  g_assert_cmpint (told, ==, 1);
  add (strip, 3, TRUE);
  g_assert_cmpint (told, ==, 2);
  g_assert_true (last == GINT_TO_POINTER (3));
  ui_result_strip_choose (strip, NULL);
  g_assert_null (ui_result_strip_get_chosen (strip));
  ui_result_strip_choose (strip, GINT_TO_POINTER (3));
  g_assert_cmpint (told, ==, 3);
  ui_result_strip_remove (strip, GINT_TO_POINTER (2));
  g_assert_true (ui_result_strip_get_chosen (strip) == GINT_TO_POINTER (3));
  ui_result_strip_remove (strip, GINT_TO_POINTER (3));
  g_assert_null (ui_result_strip_get_chosen (strip));
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add_func ("/result-strip/choice", test_choice);
  return g_test_run ();
}
