/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A training that goes on by itself, also after the program that started it has ended, and is found
 * again by its name. What is known of it is in files: its settings in its private folder (place.h),
 * the rest in the files that the command writes. Only one thread may use a training. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  NCSN_TRAINING_PREPARES, /* looks at the pictures and chooses a network */
  NCSN_TRAINING_LEARNS,
  NCSN_TRAINING_STOPS,    /* saves its state, to pause or to be kept */
  NCSN_TRAINING_PAUSES,   /* can be resumed, also after the computer was switched off */
  NCSN_TRAINING_FINISHED, /* the model is in the folder of models */
  NCSN_TRAINING_FAILED,   /* it ended unasked; ncsn_training_sentence () may say why. It can be
                             resumed, for instance after a disk was full or the power failed */
} NcsnTrainingState;

typedef struct _NcsnTraining NcsnTraining;

/* A new training, whose model will have this name, with its private folder. seconds: how long it
 * may learn, > 0. Fails with a sentence if the name cannot be used or a folder cannot be made. */
NcsnTraining *ncsn_training_new (const char *name, double seconds, GError **error);

/* The training with this name that was begun earlier. NULL with an error if there is none. */
NcsnTraining *ncsn_training_open (const char *name, GError **error);

/* Frees it; the training itself goes on. NULL is allowed. */
void ncsn_training_free (NcsnTraining *training);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnTraining, ncsn_training_free)

/* The names of the trainings that have not finished, sorted (transfer full, g_ptr_array_unref ()).
 * Of finished ones only the model and the files beside it stay, and those that are to be kept go on
 * to their end. */
GPtrArray *ncsn_training_list (void);

const char *ncsn_training_name (const NcsnTraining *training);

/* A folder in the private folder for pictures to learn from. It is removed when the training has
 * finished or is thrown away. NULL with an error if it cannot be made; free with g_free (). */
char *ncsn_training_pictures (const NcsnTraining *training, GError **error);

/* Starts the process of a new training. data: the folder of pictures to learn from. Returns before
 * the pictures are read: a training that refuses them becomes NCSN_TRAINING_FAILED. */
gboolean ncsn_training_begin (NcsnTraining *training, const char *data, GError **error);

NcsnTrainingState ncsn_training_state (const NcsnTraining *training);

/* The seconds it has learnt, and those that are left. */
double ncsn_training_elapsed (const NcsnTraining *training);
double ncsn_training_left (const NcsnTraining *training);

/* The last sentence of its process; NULL if there is none (transfer full). */
char *ncsn_training_sentence (const NcsnTraining *training);

/* The losses so far: (lines, NCSN_TRAINING_COLUMNS) of double (image/training-numbers.h), or NULL
 * (transfer full). */
GArray *ncsn_training_losses (const NcsnTraining *training);

/* The path of the picture of samples, which may not exist yet (transfer full). */
char *ncsn_training_samples (const NcsnTraining *training);

/* Ends the process after it has saved its state. Returns at once. */
gboolean ncsn_training_pause (NcsnTraining *training, GError **error);

/* Continues a training that pauses or has failed, from the last saved state. */
gboolean ncsn_training_resume (NcsnTraining *training, GError **error);

/* Lets the training end well before its time: for another tenth of the time that it has learnt the
 * learning rate falls to 0, which gives a much better model than stopping at once, then the model
 * is written. The process is stopped first; ncsn_training_advance () continues. */
gboolean ncsn_training_keep (NcsnTraining *training, GError **error);

/* Does what follows the end of the process: continues a training that is to be kept, and removes
 * pictures and saved states of one that has finished. To be called from time to time. Fails if
 * there is nothing yet that could be kept, or the process does not start. */
gboolean ncsn_training_advance (NcsnTraining *training, GError **error);

/* Ends the process at once and removes all files of the training. A finished model stays. The
 * training can only be freed after that. */
void ncsn_training_discard (NcsnTraining *training);

G_END_DECLS
