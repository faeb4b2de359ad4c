/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a GIMP procedure of a task. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* The name of a task's procedure, plug-in-ncsn-NAME. Free it with g_free (). */
char *plugin_procedure_name (const PluginTask *task);

/* A new procedure for the task, with its arguments, documentation and menu entry. */
GimpProcedure *plugin_procedure_new (GimpPlugIn *plug_in, const PluginTask *task);

G_END_DECLS
