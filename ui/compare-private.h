/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the widget UiCompare share. */
#pragma once

#include "compare.h"

G_BEGIN_DECLS

#define UI_COMPARE_GRIP 9 /* the radius of the line's grip, in pixels */
#define UI_COMPARE_ZOOM_STEP 1.25

typedef struct {
  cairo_surface_t *surface; /* NULL: none */
  GdkRectangle place;
} UiComparePicture;

typedef enum { UI_COMPARE_DRAG_NONE, UI_COMPARE_DRAG_PICTURE, UI_COMPARE_DRAG_SPLIT } UiCompareDrag;

struct _UiCompare {
  GtkDrawingArea parent_instance;
  UiComparePicture before, after;
  double split;
  double zoom, x, y; /* the canvas's point in the middle of the widget */
  gboolean
      has_wish; /* look at `wish`, at most `wish_zoom` times enlarged, in a widget of any size */
  GdkRectangle wish;
  double wish_zoom;
  UiCompareDrag drag;
  double drag_x, drag_y; /* where the mouse was last */
};

/* The size of the widget. */
void ui_compare_get_size (UiCompare *compare, double *width, double *height);

/* Whether there are two pictures, with the line between them. */
gboolean ui_compare_is_divided (const UiCompare *compare);

/* Where the line is in the widget. */
double ui_compare_split_x (UiCompare *compare);

/* Zooms so that the canvas's point at (at_x, at_y) of the widget stays there. */
void ui_compare_zoom_at (UiCompare *compare, double factor, double at_x, double at_y);

/* Moves the picture by pixels of the screen. */
void ui_compare_move (UiCompare *compare, double dx, double dy);

/* The widget's virtual functions of these names. */
gboolean ui_compare_draw (GtkWidget *widget, cairo_t *cr);
gboolean ui_compare_scroll (GtkWidget *widget, GdkEventScroll *event);
gboolean ui_compare_button_press (GtkWidget *widget, GdkEventButton *event);
gboolean ui_compare_button_release (GtkWidget *widget, GdkEventButton *event);
gboolean ui_compare_motion (GtkWidget *widget, GdkEventMotion *event);
gboolean ui_compare_key_press (GtkWidget *widget, GdkEventKey *event);

G_END_DECLS
