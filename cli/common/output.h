/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of the files that a command will write, before the work begins. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether `path` is no folder, and its folder exists and is writable. */
gboolean cli_check_output (const char *path, GError **error);

/* The same, and whether the name ends in .png. */
gboolean cli_check_png_output (const char *path, GError **error);

/* The same, and whether the name ends like those of the formats that pictures are written in. */
gboolean cli_check_picture_output (const char *path, GError **error);

/* Makes a folder and those above it, unless it exists. */
gboolean cli_make_folder (const char *path, GError **error);

/* Whether the model file given by --output ends in NCSN_TRAINING_MODEL. */
gboolean cli_check_model_name (const char *path, GError **error);

/* Replaces the suffix of “MODEL.safetensors” by the ending (transfer full). */
char *cli_output_beside (const char *output, const char *ending);

G_END_DECLS
