/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row is one of radio buttons, which bring the keyboard and the names for screen readers. */
#include "result-strip.h"

#include <glib/gi18n-lib.h>

#define SIDE 56 /* of a small picture, at most, in pixels */
#define KEY "ui-result-strip-key"

struct _UiResultStrip {
  GtkScrolledWindow parent_instance;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (UiResultStrip, ui_result_strip, GTK_TYPE_SCROLLED_WINDOW)

static guint chosen;

/* The picture reduced to fit, in the middle of a square. */
static cairo_surface_t *
reduce (cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  double scale = (double)SIDE / MAX (width, height);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (small);

  cairo_translate (cr, (SIDE - scale * width) / 2, (SIDE - scale * height) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_destroy (cr);
  return small;
}

static void
on_toggled (GtkToggleButton *button, UiResultStrip *strip)
{
  if (gtk_toggle_button_get_active (button))
    g_signal_emit (strip, chosen, 0, g_object_get_data (G_OBJECT (button), KEY));
}

/* The first button is never shown: it is the one that is active while none of the others is. */
static GtkWidget *
group_of (UiResultStrip *strip)
{
  g_autoptr (GList) buttons = gtk_container_get_children (GTK_CONTAINER (strip->box));

  return buttons->data;
}

static GtkWidget *
find (UiResultStrip *strip, gpointer key)
{
  g_autoptr (GList) buttons = gtk_container_get_children (GTK_CONTAINER (strip->box));

  for (GList *button = buttons; button != NULL; button = button->next)
    if (g_object_get_data (button->data, KEY) == key)
      return button->data;
  return NULL;
}

void
ui_result_strip_add (UiResultStrip *strip, gpointer key, cairo_surface_t *picture, const char *name,
                     gboolean choose)
{
  g_return_if_fail (UI_IS_RESULT_STRIP (strip) && key != NULL);
  GtkWidget *button = gtk_radio_button_new_from_widget (GTK_RADIO_BUTTON (group_of (strip)));
  cairo_surface_t *small = reduce (picture);

  gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (button), FALSE);
  gtk_container_add (GTK_CONTAINER (button), gtk_image_new_from_surface (small));
  cairo_surface_destroy (small);
  gtk_widget_set_tooltip_text (button, name);
  atk_object_set_name (gtk_widget_get_accessible (button), name);
  g_object_set_data (G_OBJECT (button), KEY, key);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), strip);
  gtk_container_add (GTK_CONTAINER (strip->box), button);
  gtk_widget_show_all (button);
  if (choose)
    ui_result_strip_choose (strip, key);
}

void
ui_result_strip_choose (UiResultStrip *strip, gpointer key)
{
  g_return_if_fail (UI_IS_RESULT_STRIP (strip));
  GtkWidget *button = key != NULL ? find (strip, key) : group_of (strip);

  if (button != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

void
ui_result_strip_remove (UiResultStrip *strip, gpointer key)
{
  g_return_if_fail (UI_IS_RESULT_STRIP (strip) && key != NULL);
  GtkWidget *button = find (strip, key);

  if (button == NULL)
    return;
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
    ui_result_strip_choose (strip, NULL);
  gtk_widget_destroy (button);
}

gpointer
ui_result_strip_get_chosen (UiResultStrip *strip)
{
  g_return_val_if_fail (UI_IS_RESULT_STRIP (strip), NULL);
  g_autoptr (GList) buttons = gtk_container_get_children (GTK_CONTAINER (strip->box));

  for (GList *button = buttons; button != NULL; button = button->next)
    if (gtk_toggle_button_get_active (button->data))
      return g_object_get_data (button->data, KEY);
  return NULL;
}

/* A scrolled window takes its child only once its own parts are made. */
static void
ui_result_strip_constructed (GObject *object)
{
  G_OBJECT_CLASS (ui_result_strip_parent_class)->constructed (object);
  gtk_container_add (GTK_CONTAINER (object), UI_RESULT_STRIP (object)->box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (object), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (object)), _ ("Results so far"));
}

static void
ui_result_strip_class_init (UiResultStripClass *class)
{
  G_OBJECT_CLASS (class)->constructed = ui_result_strip_constructed;
  chosen = g_signal_new ("chosen", UI_TYPE_RESULT_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
ui_result_strip_init (UiResultStrip *strip)
{
  GtkWidget *none = gtk_radio_button_new (NULL);

  strip->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_set_no_show_all (none, TRUE);
  gtk_container_add (GTK_CONTAINER (strip->box), none);
  gtk_widget_set_size_request (GTK_WIDGET (strip), -1, SIDE + 20);
}

GtkWidget *
ui_result_strip_new (void)
{
  return g_object_new (UI_TYPE_RESULT_STRIP, NULL);
}
