/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses one of the kinds of picture that a model draws: from a grid of small pictures where each
 * kind has one, else from a list of names. A widget of plain data, which depends neither on GIMP
 * nor on the library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_CLASS_CHOOSER_SIDE 40 /* of a picture, in pixels */

#define UI_TYPE_CLASS_CHOOSER (ui_class_chooser_get_type ())
G_DECLARE_FINAL_TYPE (UiClassChooser, ui_class_chooser, UI, CLASS_CHOOSER, GtkBox)

/* Property "active-id" (string): the chosen kind, NULL at first. Setting it to an unknown id
 * changes nothing. */

/* A new chooser without kinds. */
GtkWidget *ui_class_chooser_new (void);

/* Removes all kinds. The property keeps its value until ui_class_chooser_set_id (). */
void ui_class_chooser_clear (UiClassChooser *chooser);

/* Adds a kind at the end. name: shown, and said by screen readers. picture: of
 * UI_CLASS_CHOOSER_SIDE pixels squared; NULL: there is none, and all kinds become a list. */
void ui_class_chooser_add (UiClassChooser *chooser, const char *id, const char *name,
                           cairo_surface_t *picture);

/* Chooses a kind. FALSE if there is none with this id; the choice then stays. */
gboolean ui_class_chooser_set_id (UiClassChooser *chooser, const char *id);

const char *ui_class_chooser_get_id (UiClassChooser *chooser); /* owned by the chooser */

G_END_DECLS
