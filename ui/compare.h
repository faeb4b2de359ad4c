/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture before and after a change, divided by a line that can be dragged: before on its left,
 * after on its right. It can be zoomed with the wheel, and moved by dragging. By keyboard: the
 * arrow keys move the picture, + and - zoom, with Control the left and right arrow keys move the
 * line, and the space bar changes between before and after. It depends neither on GIMP nor on the
 * library.
 *
 * Places are rectangles in pixels of a canvas, of which the pictures show parts. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_COMPARE (ui_compare_get_type ())
G_DECLARE_FINAL_TYPE (UiCompare, ui_compare, UI, COMPARE, GtkDrawingArea)

/* Signal "view-changed", without arguments: the user has zoomed or moved the picture, or the widget
 * has another size. */

/* A new widget without pictures. */
GtkWidget *ui_compare_new (void);

/* Shows a picture of this place as that before the change; surface NULL: there is none, and nothing
 * to compare. The widget keeps a reference. */
void ui_compare_set_before (UiCompare *compare, cairo_surface_t *surface,
                            const GdkRectangle *place);

/* Shows a picture of this place as that after the change, over the one before; NULL: there is none.
 * The widget keeps a reference. */
void ui_compare_set_after (UiCompare *compare, cairo_surface_t *surface, const GdkRectangle *place);

/* Moves the line: 0 shows what is after, 1 what is before. */
void ui_compare_set_split (UiCompare *compare, double split);

/* Shows this part as large as possible, but at most `zoom` times its size. */
void ui_compare_look_at (UiCompare *compare, const GdkRectangle *part, double zoom);

/* The part of the canvas in the widget, which may reach beyond the canvas. */
GdkRectangle ui_compare_get_view (UiCompare *compare);

/* The number of the screen's pixels for one of the canvas. */
double ui_compare_get_zoom (UiCompare *compare);

G_END_DECLS
