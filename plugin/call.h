/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a call before and after its work, whether the result is shown or becomes a layer. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* The checks that need no arguments, so that an impossible call fails before the dialog opens.
 * FALSE with an error. */
gboolean plugin_call_check_subject (const PluginCall *call, GError **error);

/* Reads call->arguments, which the caller clears, from the configuration, and checks them. FALSE
 * with an error. */
gboolean plugin_call_read (PluginCall *call, GError **error);

/* Checks that the image and the layers still exist after the work. Closing the image cancels the
 * call. FALSE with an error. */
gboolean plugin_call_check_still_there (const PluginCall *call, GError **error);

G_END_DECLS
