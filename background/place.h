/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the trainings that the plug-in starts keep their files. All are in gimp-ncsn of the user's
 * data folder: models/NAME.safetensors, with the files beside it that every training writes, and a
 * private folder trainings/NAME for what is needed only until the training has finished. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a new training may have this name: it can be that of a file, and neither a model nor a
 * training has it. The error says what else to enter. */
gboolean ncsn_training_place_check (const char *name, GError **error);

/* The path of a file in the private folder of a training (transfer full); file NULL: the folder. */
char *ncsn_training_place_private (const char *name, const char *file);

/* The path of models/NAME and an ending of image/training-files.h (transfer full). */
char *ncsn_training_place_model (const char *name, const char *ending);

/* Makes the private folder, in which only the user can read, and the folder of models. Fails if
 * there is a private folder of this name already, also if another program makes it meanwhile. */
gboolean ncsn_training_place_make (const char *name, GError **error);

/* The names of all private folders, sorted (transfer full, g_ptr_array_unref ()). */
GPtrArray *ncsn_training_place_list (void);

/* Removes a file, or a folder with all that is in it. Links are removed and not followed. */
void ncsn_training_place_remove (const char *path);

G_END_DECLS
