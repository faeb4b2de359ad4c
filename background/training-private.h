/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a training have in common: its fields and the paths of its files. */
#pragma once

#include "image/training-files.h"
#include "training.h"

G_BEGIN_DECLS

/* The private folder's files. */
#define STATUS "training.ini"
#define MESSAGES "messages.txt"
#define PICTURES "pictures"
#define CHECKPOINT "state" NCSN_TRAINING_CHECKPOINT

/* What to do when the process has ended: values of `then`. */
#define THEN_PAUSE "pause"
#define THEN_KEEP "keep"

struct _NcsnTraining {
  char *name;
  char *data;     /* the folder of pictures */
  double seconds; /* it may learn in all */
  double before;  /* it had learnt when its process began */
  gint64 begun;   /* when that was, in microseconds of the real time */
  char *then;     /* THEN_…; "": nothing */
  gint64 pid;     /* of its process; 0: not started yet */
};

/* The path of a file in its private folder, NULL for the folder; of a file beside its model, by
 * the ending; whether there is something at a path, which it frees (transfer full each). */
char *ncsn_training_private (const NcsnTraining *training, const char *file);
char *ncsn_training_beside (const NcsnTraining *training, const char *ending);
gboolean ncsn_training_path_exists (char *path);

/* Writes the fields to the status file, which is replaced as a whole, so that another program reads
 * the old or the new one. */
gboolean ncsn_training_save (const NcsnTraining *training, GError **error);

/* The number of the process that trains; 0 if none does. */
int ncsn_training_process (const NcsnTraining *training);

/* Whether a state was saved that the training can be resumed from. */
gboolean ncsn_training_has_state (const NcsnTraining *training);

/* The seconds that its log says it has learnt. */
double ncsn_training_learnt (const NcsnTraining *training);

G_END_DECLS
