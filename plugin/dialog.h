/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of every task. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* Asks for the arguments of the call and writes the answers into its configuration. Returns FALSE
 * with G_IO_ERROR_CANCELLED when the person thinks better of it. */
gboolean plugin_dialog_run (const PluginCall *call, GError **error);

G_END_DECLS
