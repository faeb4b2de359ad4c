/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of an interactive call, the same for all tasks. */
#pragma once

#include "work.h"

G_BEGIN_DECLS

/* Shows the dialog and writes the chosen arguments into the call's configuration. The trials that
 * are to become layers, as plugin_preview_panel_take () gives them. NULL with G_IO_ERROR_CANCELLED
 * if the user cancels, or if the image is closed. */
GPtrArray *plugin_dialog_run (PluginCall *call, PluginWork **work, GError **error);

G_END_DECLS
