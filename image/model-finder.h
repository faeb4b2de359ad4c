/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where model files are, for the command line and the plug-in alike: the folders of
 * $NCSN_MODEL_PATH, then gimp-ncsn/models in the user's data folder, then the same in the system's
 * data folders. It lives in image/ because that is the room for files at the edge of the programs.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The path of a model: a name with a '/' in it or ending in ".safetensors" is a path already, any
 * other is looked for in the folders as NAME.safetensors. Returns NULL and a sentence that tells
 * where it looked and which models there are. Free with g_free (). */
char *ncsn_model_finder_find (const char *name, GError **error);

/* The paths of all models in the folders, sorted by name; of two with the same name only the one
 * that ncsn_model_finder_find () finds. Free with g_ptr_array_unref (). */
GPtrArray *ncsn_model_finder_list (void);

/* The name of the model in a file: its base name without ".safetensors", as it may be shown
 * (ncsn_text_clean ()). Free with g_free (). */
char *ncsn_model_finder_name (const char *path);

G_END_DECLS
