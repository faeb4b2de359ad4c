/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of small pictures, of which one is chosen by a click or the arrow keys. It depends neither
 * on GIMP nor on the library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_RESULT_STRIP (ui_result_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiResultStrip, ui_result_strip, UI, RESULT_STRIP, GtkScrolledWindow)

/* Signal "chosen" (gpointer key): another picture was chosen. */

/* A new strip without pictures. */
GtkWidget *ui_result_strip_new (void);

/* Adds a picture at the end. key: not NULL; tells this picture from the others. name: for the
 * tooltip and for screen readers. choose: whether it becomes the chosen one. */
void ui_result_strip_add (UiResultStrip *strip, gpointer key, cairo_surface_t *picture,
                          const char *name, gboolean choose);

/* Chooses a picture; key NULL: none. */
void ui_result_strip_choose (UiResultStrip *strip, gpointer key);

/* Removes a picture. If it was chosen, none is. */
void ui_result_strip_remove (UiResultStrip *strip, gpointer key);

/* The key of the chosen picture; NULL if none is. */
gpointer ui_result_strip_get_chosen (UiResultStrip *strip);

G_END_DECLS
