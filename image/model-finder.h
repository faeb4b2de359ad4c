/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds model files for the command and the plug-in: in the folders of $NCSN_MODEL_PATH, then in
 * gimp-ncsn/models of the user's data folder, then in the same of the system's data folders. It is
 * in image/ because both programs include this room and core/ knows no folders. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The names of the models for photographs and for layers where none is given: that of all tasks but
 * denoising, that of denoising, and that of new layers in GIMP. */
#define NCSN_MODEL_FINDER_PHOTO "photo"
#define NCSN_MODEL_FINDER_CAMERA "camera"
#define NCSN_MODEL_FINDER_TEXTURES "textures"

/* The path of a model (free with g_free ()). A name that contains '/' or ends in ".safetensors" is
 * a path; any other is searched in the folders as NAME.safetensors. On failure the error names the
 * folders and the models in them. */
char *ncsn_model_finder_find (const char *name, GError **error);

/* Whether a model's name is in truth the path of a picture: that of a regular file whose content
 * is no model's. A name without '/' and '.' is always that of a model. */
gboolean ncsn_model_finder_is_picture (const char *name);

/* The paths of all models in the folders, sorted by name; of several with one name only that which
 * ncsn_model_finder_find () returns. Free with g_ptr_array_unref (). */
GPtrArray *ncsn_model_finder_list (void);

/* The folder for the user's own models, which is made if it is missing. NULL with NCSN_ERROR_FILE
 * if it cannot be made (transfer full). */
char *ncsn_model_finder_own_folder (GError **error);

/* The name of the model in a file: its base name without ".safetensors", cleaned for display by
 * ncsn_text_clean (). Free with g_free (). */
char *ncsn_model_finder_name (const char *path);

G_END_DECLS
