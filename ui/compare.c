/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the two pictures with Cairo, and follows mouse and keyboard. */
#include "compare.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_WIDTH 420
#define MIN_HEIGHT 340
#define MIN_ZOOM 0.02
#define MAX_ZOOM 16.0
#define ZOOM_STEP 1.25
#define MOVE_STEP 40   /* of an arrow key, in pixels of the screen */
#define SPLIT_STEP 0.05
#define GRIP 9         /* the radius of the line's grip; the line is caught as near to it */
#define LABEL_MARGIN 6

typedef struct {
  cairo_surface_t *surface; /* NULL: none */
  GdkRectangle place;
} Picture;

typedef enum { DRAG_NONE, DRAG_PICTURE, DRAG_SPLIT } Drag;

struct _UiCompare {
  GtkDrawingArea parent_instance;
  Picture before, after;
  double split;
  double zoom, x, y; /* the canvas's point in the middle of the widget */
  gboolean has_wish; /* look at `wish`, at most `wish_zoom` times enlarged, in a widget of any size */
  GdkRectangle wish;
  double wish_zoom;
  Drag drag;
  double drag_x, drag_y; /* where the mouse was last */
};

G_DEFINE_FINAL_TYPE (UiCompare, ui_compare, GTK_TYPE_DRAWING_AREA)

static guint view_changed;

static void
tell_view_changed (UiCompare *compare)
{
  gtk_widget_queue_draw (GTK_WIDGET (compare));
  g_signal_emit (compare, view_changed, 0);
}

static void
get_size (UiCompare *compare, double *width, double *height)
{
  *width = gtk_widget_get_allocated_width (GTK_WIDGET (compare));
  *height = gtk_widget_get_allocated_height (GTK_WIDGET (compare));
}

static gboolean
can_compare (const UiCompare *compare)
{
  return compare->before.surface != NULL && compare->after.surface != NULL;
}

/* Where the line is in the widget. */
static double
split_x (UiCompare *compare)
{
  double width, height;

  get_size (compare, &width, &height);
  return compare->split * width;
}

static void
draw_picture (UiCompare *compare, cairo_t *cr, const Picture *picture)
{
  double width, height;

  if (picture->surface == NULL)
    return;
  get_size (compare, &width, &height);
  double scale_x =
      compare->zoom * picture->place.width / cairo_image_surface_get_width (picture->surface);
  double scale_y =
      compare->zoom * picture->place.height / cairo_image_surface_get_height (picture->surface);
  cairo_save (cr);
  cairo_translate (cr, round (width / 2 + (picture->place.x - compare->x) * compare->zoom),
                   round (height / 2 + (picture->place.y - compare->y) * compare->zoom));
  cairo_scale (cr, scale_x, scale_y);
  cairo_set_source_surface (cr, picture->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            scale_x >= 2 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* The line with its grip, white within black, so that it shows on any picture. */
static void
draw_split (UiCompare *compare, cairo_t *cr)
{
  double width, height;

  get_size (compare, &width, &height);
  double x = CLAMP (split_x (compare), 1, width - 1);
  double grip = CLAMP (x, GRIP, width - GRIP);
  for (int pass = 0; pass < 2; pass++) {
    cairo_set_source_rgba (cr, pass, pass, pass, pass == 0 ? 0.6 : 1);
    cairo_set_line_width (cr, pass == 0 ? 3 : 1);
    cairo_move_to (cr, x, 0);
    cairo_line_to (cr, x, height);
    cairo_stroke (cr);
    cairo_arc (cr, grip, height / 2, pass == 0 ? GRIP : GRIP - 1.5, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

static void
draw_label (UiCompare *compare, cairo_t *cr, const char *text, gboolean right)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (compare), text);
  int width, height;
  double room_x, room_y, x;

  get_size (compare, &room_x, &room_y);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = right ? room_x - width - 2 * LABEL_MARGIN : 2 * LABEL_MARGIN;
  cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
  cairo_rectangle (cr, x - LABEL_MARGIN, LABEL_MARGIN, width + 2 * LABEL_MARGIN,
                   height + LABEL_MARGIN);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, x, 1.5 * LABEL_MARGIN);
  pango_cairo_show_layout (cr, layout);
}

static gboolean
ui_compare_draw (GtkWidget *widget, cairo_t *cr)
{
  UiCompare *compare = UI_COMPARE (widget);
  double width, height;

  get_size (compare, &width, &height);
  gtk_render_background (gtk_widget_get_style_context (widget), cr, 0, 0, width, height);
  draw_picture (compare, cr, &compare->before);
  cairo_save (cr);
  if (can_compare (compare)) {
    cairo_rectangle (cr, split_x (compare), 0, width, height);
    cairo_clip (cr);
  }
  draw_picture (compare, cr, &compare->after);
  cairo_restore (cr);
  if (can_compare (compare)) {
    draw_split (compare, cr);
    if (compare->split > 0.02)
      draw_label (compare, cr, _ ("Before"), FALSE);
    if (compare->split < 0.98)
      draw_label (compare, cr, _ ("After"), TRUE);
  }
  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (gtk_widget_get_style_context (widget), cr, 0, 0, width, height);
  return GDK_EVENT_PROPAGATE;
}

/* Zooms so that the canvas's point at (at_x, at_y) of the widget stays there. */
static void
zoom_at (UiCompare *compare, double factor, double at_x, double at_y)
{
  double width, height, zoom = CLAMP (compare->zoom * factor, MIN_ZOOM, MAX_ZOOM);

  get_size (compare, &width, &height);
  compare->x += (at_x - width / 2) * (1 / compare->zoom - 1 / zoom);
  compare->y += (at_y - height / 2) * (1 / compare->zoom - 1 / zoom);
  compare->zoom = zoom;
  compare->has_wish = FALSE;
  tell_view_changed (compare);
}

/* Moves the picture by pixels of the screen. */
static void
move (UiCompare *compare, double dx, double dy)
{
  compare->x -= dx / compare->zoom;
  compare->y -= dy / compare->zoom;
  compare->has_wish = FALSE;
  tell_view_changed (compare);
}

static gboolean
ui_compare_scroll (GtkWidget *widget, GdkEventScroll *event)
{
  double dx, dy = 0;

  if (event->direction == GDK_SCROLL_SMOOTH)
    gdk_event_get_scroll_deltas ((GdkEvent *)event, &dx, &dy);
  else if (event->direction == GDK_SCROLL_UP || event->direction == GDK_SCROLL_DOWN)
    dy = event->direction == GDK_SCROLL_UP ? -1 : 1;
  if (dy != 0)
    zoom_at (UI_COMPARE (widget), pow (ZOOM_STEP, -dy), event->x, event->y);
  return GDK_EVENT_STOP;
}

static gboolean
is_on_split (UiCompare *compare, double x)
{
  return can_compare (compare) && fabs (x - split_x (compare)) <= 2 * GRIP;
}

static gboolean
ui_compare_button_press (GtkWidget *widget, GdkEventButton *event)
{
  UiCompare *compare = UI_COMPARE (widget);

  gtk_widget_grab_focus (widget);
  if (event->type != GDK_BUTTON_PRESS || event->button > GDK_BUTTON_MIDDLE)
    return GDK_EVENT_PROPAGATE;
  compare->drag = event->button == GDK_BUTTON_PRIMARY && is_on_split (compare, event->x)
                      ? DRAG_SPLIT
                      : DRAG_PICTURE;
  compare->drag_x = event->x;
  compare->drag_y = event->y;
  return GDK_EVENT_STOP;
}

static gboolean
ui_compare_button_release (GtkWidget *widget, GdkEventButton *event)
{
  UI_COMPARE (widget)->drag = DRAG_NONE;
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

static gboolean
ui_compare_motion (GtkWidget *widget, GdkEventMotion *event)
{
  UiCompare *compare = UI_COMPARE (widget);
  double width, height;

  get_size (compare, &width, &height);
  if (compare->drag == DRAG_SPLIT)
    ui_compare_set_split (compare, event->x / width);
  else if (compare->drag == DRAG_PICTURE)
    move (compare, event->x - compare->drag_x, event->y - compare->drag_y);
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
    move (compare, -right * MOVE_STEP, -down * MOVE_STEP);
  return GDK_EVENT_STOP;
}

static gboolean
ui_compare_key_press (GtkWidget *widget, GdkEventKey *event)
{
  UiCompare *compare = UI_COMPARE (widget);
  double width, height;

  get_size (compare, &width, &height);
  switch (event->keyval) {
  case GDK_KEY_plus:
  case GDK_KEY_KP_Add:
  case GDK_KEY_equal:
    zoom_at (compare, ZOOM_STEP, width / 2, height / 2);
    return GDK_EVENT_STOP;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    zoom_at (compare, 1 / ZOOM_STEP, width / 2, height / 2);
    return GDK_EVENT_STOP;
  case GDK_KEY_space:
    ui_compare_set_split (compare, compare->split > 0.5 ? 0 : 1);
    return GDK_EVENT_STOP;
  default:
    return move_by_key (compare, event->keyval, (event->state & GDK_CONTROL_MASK) != 0);
  }
}

/* Fits the wish into the widget. */
static void
fulfil_wish (UiCompare *compare)
{
  double width, height;

  get_size (compare, &width, &height);
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
set_picture (UiCompare *compare, Picture *picture, cairo_surface_t *surface,
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
  get_size (compare, &width, &height);
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
