/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters that are chosen with Alt. Translations and GIMP's own buttons bring theirs, so that two
 * labels of a window may have the same one; Alt and that letter then only move the focus. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Leaves each letter to one label of the window, also of those that are hidden: to a button's if a
 * button has it, otherwise to the first. The others lose theirs. Called when all is in the window.
 */
void ui_mnemonics_make_unique (GtkWidget *window);

G_END_DECLS
