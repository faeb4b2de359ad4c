/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of an interactive call, the same for all tasks. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* Shows the dialog and writes the chosen arguments into the call's configuration. Returns FALSE
 * with G_IO_ERROR_CANCELLED if the user cancels. */
gboolean plugin_dialog_run (const PluginCall *call, GError **error);

G_END_DECLS
