/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a picture as it becomes. A widget of plain pixels; it knows neither GIMP nor the library.
 */
#pragma once

#include "thumbnail.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_PREVIEW (ui_preview_get_type ())
G_DECLARE_FINAL_TYPE (UiPreview, ui_preview, UI, PREVIEW, GtkDrawingArea)

/* A preview with nothing in it. */
GtkWidget *ui_preview_new (void);

/* Shows a picture, in the middle and as large as there is room: small ones in whole multiples, with
 * their pixels to be seen. It is copied. */
void ui_preview_set (UiPreview *preview, const UiThumbnail *thumbnail);

G_END_DECLS
