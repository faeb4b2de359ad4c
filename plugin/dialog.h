/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of an interactive call, the same for all tasks. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* Shows the dialog and writes the chosen arguments into the call's configuration. The finished
 * trials that are to become layers (PluginTrial); empty if the result is still to be made. Free
 * with g_ptr_array_unref (). NULL with G_IO_ERROR_CANCELLED if the user cancels, or if the image is
 * closed. */
GPtrArray *plugin_dialog_run (PluginCall *call, GError **error);

G_END_DECLS
