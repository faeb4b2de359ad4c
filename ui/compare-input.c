/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows mouse and keyboard. */
#include "compare-private.h"

#include <math.h>

#define MOVE_STEP 40 /* of an arrow key, in pixels of the screen */
#define SPLIT_STEP 0.05

gboolean
ui_compare_scroll (GtkWidget *widget, GdkEventScroll *event)
{
  double dx, dy = 0;

  if (event->direction == GDK_SCROLL_SMOOTH)
    gdk_event_get_scroll_deltas ((GdkEvent *)event, &dx, &dy);
  else if (event->direction == GDK_SCROLL_UP || event->direction == GDK_SCROLL_DOWN)
    dy = event->direction == GDK_SCROLL_UP ? -1 : 1;
  if (dy != 0)
    ui_compare_zoom_at (UI_COMPARE (widget), pow (UI_COMPARE_ZOOM_STEP, -dy), event->x, event->y);
  return GDK_EVENT_STOP;
}

static gboolean
is_on_split (UiCompare *compare, double x)
{
  return ui_compare_is_divided (compare) &&
         fabs (x - ui_compare_split_x (compare)) <= 2 * UI_COMPARE_GRIP;
}

gboolean
ui_compare_button_press (GtkWidget *widget, GdkEventButton *event)
{
  UiCompare *compare = UI_COMPARE (widget);

  gtk_widget_grab_focus (widget);
  if (event->type != GDK_BUTTON_PRESS || event->button > GDK_BUTTON_MIDDLE)
    return GDK_EVENT_PROPAGATE;
  compare->drag = event->button == GDK_BUTTON_PRIMARY && is_on_split (compare, event->x)
                      ? UI_COMPARE_DRAG_SPLIT
                      : UI_COMPARE_DRAG_PICTURE;
  compare->drag_x = event->x;
  compare->drag_y = event->y;
  return GDK_EVENT_STOP;
}

gboolean
ui_compare_button_release (GtkWidget *widget, GdkEventButton *event)
{
  UI_COMPARE (widget)->drag = UI_COMPARE_DRAG_NONE;
  return GDK_EVENT_STOP;
}

static void
show_cursor (UiCompare *compare, double x)
{
  GdkWindow *window = gtk_widget_get_window (GTK_WIDGET (compare));
  g_autoptr (GdkCursor) cursor = gdk_cursor_new_from_name (
      gdk_window_get_display (window), is_on_split (compare, x) ? "col-resize" : "grab");

  gdk_window_set_cursor (window, cursor);
}

gboolean
ui_compare_motion (GtkWidget *widget, GdkEventMotion *event)
{
  UiCompare *compare = UI_COMPARE (widget);
  double width, height;

  ui_compare_get_size (compare, &width, &height);
  if (compare->drag == UI_COMPARE_DRAG_SPLIT)
    ui_compare_set_split (compare, event->x / width);
  else if (compare->drag == UI_COMPARE_DRAG_PICTURE)
    ui_compare_move (compare, event->x - compare->drag_x, event->y - compare->drag_y);
  else
    show_cursor (compare, event->x);
  compare->drag_x = event->x;
  compare->drag_y = event->y;
  return GDK_EVENT_STOP;
}

static gboolean
move_by_key (UiCompare *compare, guint key, gboolean control)
{
  int right = key == GDK_KEY_Right ? 1 : key == GDK_KEY_Left ? -1 : 0;
  int down = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;

  if (right == 0 && down == 0)
    return GDK_EVENT_PROPAGATE;
  if (control)
    ui_compare_set_split (compare, compare->split + right * SPLIT_STEP);
  else
    ui_compare_move (compare, -right * MOVE_STEP, -down * MOVE_STEP);
  return GDK_EVENT_STOP;
}

gboolean
ui_compare_key_press (GtkWidget *widget, GdkEventKey *event)
{
  UiCompare *compare = UI_COMPARE (widget);
  double width, height;

  ui_compare_get_size (compare, &width, &height);
  switch (event->keyval) {
  case GDK_KEY_plus:
  case GDK_KEY_KP_Add:
  case GDK_KEY_equal:
    ui_compare_zoom_at (compare, UI_COMPARE_ZOOM_STEP, width / 2, height / 2);
    return GDK_EVENT_STOP;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    ui_compare_zoom_at (compare, 1 / UI_COMPARE_ZOOM_STEP, width / 2, height / 2);
    return GDK_EVENT_STOP;
  case GDK_KEY_space:
    ui_compare_set_split (compare, compare->split > 0.5 ? 0 : 1);
    return GDK_EVENT_STOP;
  default:
    return move_by_key (compare, event->keyval, (event->state & GDK_CONTROL_MASK) != 0);
  }
}
