/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a command writes: looked at before the work begins. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CLI_MODEL_SUFFIX ".safetensors"

/* Whether the folder of `path` is there and can be written to. */
gboolean cli_check_output (const char *path, GError **error);

/* The same, and whether the name ends in .png, the only kind of picture written. */
gboolean cli_check_png_output (const char *path, GError **error);

/* “MODEL.safetensors” to “MODEL” and the ending (transfer full). */
char *cli_output_beside (const char *output, const char *ending);

G_END_DECLS
