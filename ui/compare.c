/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the widget: its pictures, and the part of the canvas in view. */
#include "compare-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_WIDTH 420
#define MIN_HEIGHT 340
#define MIN_ZOOM 0.02
#define MAX_ZOOM 16.0

G_DEFINE_FINAL_TYPE (UiCompare, ui_compare, GTK_TYPE_DRAWING_AREA)

static guint view_changed;

static void
tell_view_changed (UiCompare *compare)
{
  gtk_widget_queue_draw (GTK_WIDGET (compare));
  g_signal_emit (compare, view_changed, 0);
}

void
ui_compare_get_size (UiCompare *compare, double *width, double *height)
{
  *width = gtk_widget_get_allocated_width (GTK_WIDGET (compare));
  *height = gtk_widget_get_allocated_height (GTK_WIDGET (compare));
}

gboolean
ui_compare_is_divided (const UiCompare *compare)
{
  return compare->before.surface != NULL && compare->after.surface != NULL;
}

double
ui_compare_split_x (UiCompare *compare)
{
  double width, height;

  ui_compare_get_size (compare, &width, &height);
  return compare->split * width;
}

void
ui_compare_zoom_at (UiCompare *compare, double factor, double at_x, double at_y)
{
  double width, height, zoom = CLAMP (compare->zoom * factor, MIN_ZOOM, MAX_ZOOM);

  ui_compare_get_size (compare, &width, &height);
  compare->x += (at_x - width / 2) * (1 / compare->zoom - 1 / zoom);
  compare->y += (at_y - height / 2) * (1 / compare->zoom - 1 / zoom);
  compare->zoom = zoom;
  compare->has_wish = FALSE;
  tell_view_changed (compare);
}

void
ui_compare_move (UiCompare *compare, double dx, double dy)
{
  compare->x -= dx / compare->zoom;
  compare->y -= dy / compare->zoom;
  compare->has_wish = FALSE;
  tell_view_changed (compare);
}

/* Fits the wish into the widget. */
static void
fulfil_wish (UiCompare *compare)
{
  double width, height;

  ui_compare_get_size (compare, &width, &height);
  double fit = MIN (width / compare->wish.width, height / compare->wish.height);
  compare->zoom = CLAMP (MIN (fit, compare->wish_zoom), MIN_ZOOM, MAX_ZOOM);
  compare->x = compare->wish.x + compare->wish.width / 2.0;
  compare->y = compare->wish.y + compare->wish.height / 2.0;
}

static void
ui_compare_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  UiCompare *compare = UI_COMPARE (widget);

  GTK_WIDGET_CLASS (ui_compare_parent_class)->size_allocate (widget, allocation);
  if (compare->has_wish)
    fulfil_wish (compare);
  tell_view_changed (compare);
}

static void
ui_compare_finalize (GObject *object)
{
  UiCompare *compare = UI_COMPARE (object);

  g_clear_pointer (&compare->before.surface, cairo_surface_destroy);
  g_clear_pointer (&compare->after.surface, cairo_surface_destroy);
  G_OBJECT_CLASS (ui_compare_parent_class)->finalize (object);
}

static void
ui_compare_class_init (UiCompareClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ui_compare_finalize;
  widget->draw = ui_compare_draw;
  widget->scroll_event = ui_compare_scroll;
  widget->button_press_event = ui_compare_button_press;
  widget->button_release_event = ui_compare_button_release;
  widget->motion_notify_event = ui_compare_motion;
  widget->key_press_event = ui_compare_key_press;
  widget->size_allocate = ui_compare_size_allocate;
  gtk_widget_class_set_accessible_role (widget, ATK_ROLE_IMAGE);
  view_changed = g_signal_new ("view-changed", UI_TYPE_COMPARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
ui_compare_init (UiCompare *compare)
{
  GtkWidget *widget = GTK_WIDGET (compare);
  AtkObject *accessible = gtk_widget_get_accessible (widget);

  compare->zoom = 1;
  gtk_widget_set_size_request (widget, MIN_WIDTH, MIN_HEIGHT);
  gtk_widget_set_can_focus (widget, TRUE);
  gtk_widget_add_events (widget, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK |
                                     GDK_POINTER_MOTION_MASK | GDK_SCROLL_MASK |
                                     GDK_SMOOTH_SCROLL_MASK | GDK_KEY_PRESS_MASK);
  gtk_style_context_add_class (gtk_widget_get_style_context (widget), GTK_STYLE_CLASS_VIEW);
  atk_object_set_name (accessible, _ ("Picture before and after"));
  atk_object_set_description (
      accessible, _ ("Drag the line to compare, drag the picture to move it, and turn the wheel to "
                     "zoom. The space bar changes between before and after."));
}

GtkWidget *
ui_compare_new (void)
{
  return g_object_new (UI_TYPE_COMPARE, NULL);
}

static void
set_picture (UiCompare *compare, UiComparePicture *picture, cairo_surface_t *surface,
             const GdkRectangle *place)
{
  if (surface != NULL)
    cairo_surface_reference (surface);
  g_clear_pointer (&picture->surface, cairo_surface_destroy);
  picture->surface = surface;
  if (surface != NULL)
    picture->place = *place;
  gtk_widget_queue_draw (GTK_WIDGET (compare));
}

void
ui_compare_set_before (UiCompare *compare, cairo_surface_t *surface, const GdkRectangle *place)
{
  g_return_if_fail (UI_IS_COMPARE (compare));

  set_picture (compare, &compare->before, surface, place);
}

void
ui_compare_set_after (UiCompare *compare, cairo_surface_t *surface, const GdkRectangle *place)
{
  g_return_if_fail (UI_IS_COMPARE (compare));

  set_picture (compare, &compare->after, surface, place);
}

void
ui_compare_set_split (UiCompare *compare, double split)
{
  g_return_if_fail (UI_IS_COMPARE (compare));

  compare->split = CLAMP (split, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (compare));
}

void
ui_compare_look_at (UiCompare *compare, const GdkRectangle *part, double zoom)
{
  g_return_if_fail (UI_IS_COMPARE (compare) && part->width > 0 && part->height > 0);

  compare->wish = *part;
  compare->wish_zoom = zoom;
  compare->has_wish = TRUE;
  fulfil_wish (compare);
  tell_view_changed (compare);
}

GdkRectangle
ui_compare_get_view (UiCompare *compare)
{
  double width, height;

  g_return_val_if_fail (UI_IS_COMPARE (compare), (GdkRectangle){0});
  ui_compare_get_size (compare, &width, &height);
  width /= compare->zoom;
  height /= compare->zoom;
  return (GdkRectangle){(int)floor (compare->x - width / 2), (int)floor (compare->y - height / 2),
                        (int)ceil (width) + 1, (int)ceil (height) + 1};
}

double
ui_compare_get_zoom (UiCompare *compare)
{
  g_return_val_if_fail (UI_IS_COMPARE (compare), 1);

  return compare->zoom;
}
