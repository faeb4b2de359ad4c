/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget that shows a preview of the picture that is being computed. It depends neither on GIMP
 * nor on the library. */
#pragma once

#include "thumbnail.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_PREVIEW (ui_preview_get_type ())
G_DECLARE_FINAL_TYPE (UiPreview, ui_preview, UI, PREVIEW, GtkDrawingArea)

/* A new preview without a picture. */
GtkWidget *ui_preview_new (void);

/* Shows a picture, which is copied, in the middle and as large as possible. A small picture is
 * enlarged by an integer factor without interpolation. */
void ui_preview_set (UiPreview *preview, const UiThumbnail *thumbnail);

G_END_DECLS
