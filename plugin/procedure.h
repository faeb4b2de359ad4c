/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task as a procedure of GIMP's. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

/* The name of a task's procedure. Free it with g_free (). */
char *plugin_procedure_name (const PluginTask *task);

/* The procedure, with its arguments, documentation and place in the menu. */
GimpProcedure *plugin_procedure_new (GimpPlugIn *plug_in, const PluginTask *task);

G_END_DECLS
