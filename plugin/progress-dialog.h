/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small window with a preview, a progress bar and a Cancel button that stops the work. */
#pragma once

#include "ui/thumbnail.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PluginProgressDialog PluginProgressDialog;

/* Shows the window. Cancel, Escape and closing it trigger `cancellable`. GTK must have been
 * initialised by gimp_ui_init (). */
PluginProgressDialog *plugin_progress_dialog_new (const char *title, GCancellable *cancellable);

/* Shows the progress. fraction: 0 to 1. details: the text's tooltip. preview: the current picture;
 * NULL keeps the last one. */
void plugin_progress_dialog_update (PluginProgressDialog *dialog, double fraction, const char *text,
                                    const char *details, const UiThumbnail *preview);

/* Closes the window. */
void plugin_progress_dialog_free (PluginProgressDialog *dialog);

G_END_DECLS
