/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a command writes: looked at before the work begins. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the folder of `path` is there and can be written to. */
gboolean cli_check_output (const char *path, GError **error);

/* The same, and whether the name ends in .png, the only kind of picture written. */
gboolean cli_check_png_output (const char *path, GError **error);

G_END_DECLS
