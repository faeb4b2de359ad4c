/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of widgets, for tests that look at their pixels. With a folder as the test's argument
 * the pictures are also written there as PNG files. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Initialises GTK and the tests, and reads the test's argument. */
void drawing_init (int *argc, char ***argv);

/* Handles all pending events, then draws a widget on a gray background. ground: from 0, black, to
 * 1, white. Free with g_object_unref (). */
GdkPixbuf *drawing_of (GtkWidget *widget, int width, int height, double ground);

/* Writes a picture to NAME.png in the folder; does nothing without a folder. */
void drawing_keep (GdkPixbuf *pixbuf, const char *name);

/* The first byte of the pixel at (x, y). */
const guchar *drawing_pixel (GdkPixbuf *pixbuf, int x, int y);

G_END_DECLS
