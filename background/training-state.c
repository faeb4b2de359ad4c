/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a training from its files. */
#include "training-private.h"

#include <math.h>
#include <signal.h>

#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "image/training-numbers.h"
#include "process.h"

#define LOCKS_WITHIN 60 /* seconds that a new process may take to lock its files */

static double
since_begun (const NcsnTraining *training)
{
  return (double)(g_get_real_time () - training->begun) / G_USEC_PER_SEC;
}

/* A process has a number before it has a lock.
 * Later that number may be another program's. */
int
ncsn_training_process (const NcsnTraining *training)
{
  g_autofree char *lock = ncsn_training_beside (training, NCSN_TRAINING_LOCK);
  const int holder = ncsn_training_process_find (lock), pid = (int)training->pid;
  const double since = since_begun (training);

  if (holder != 0)
    return holder;
  return pid > 0 && since >= 0 && since < LOCKS_WITHIN && kill (pid, 0) == 0 ? pid : 0;
}

/* Whether a state was saved, or the one before it. */
gboolean
ncsn_training_has_state (const NcsnTraining *training)
{
  g_autofree char *checkpoint = ncsn_training_private (training, CHECKPOINT);

  return ncsn_checkpoint_rescue (checkpoint) || ncsn_training_path_exists (g_strdup (checkpoint)) ||
         ncsn_training_path_exists (ncsn_checkpoint_previous (checkpoint));
}

/* The command begins the log when it begins to learn. */
static gboolean
has_begun_to_learn (const NcsnTraining *training)
{
  g_autofree char *log = ncsn_training_beside (training, NCSN_TRAINING_LOG);
  GStatBuf found;

  return g_stat (log, &found) == 0 &&
         found.st_mtim.tv_sec * G_USEC_PER_SEC + found.st_mtim.tv_nsec / 1000 >= training->begun;
}

NcsnTrainingState
ncsn_training_state (const NcsnTraining *training)
{
  if (ncsn_training_process (training) != 0)
    return *training->then != '\0'         ? NCSN_TRAINING_STOPS
           : has_begun_to_learn (training) ? NCSN_TRAINING_LEARNS
                                           : NCSN_TRAINING_PREPARES;
  if (ncsn_training_path_exists (ncsn_training_beside (training, NCSN_TRAINING_MODEL)))
    return NCSN_TRAINING_FINISHED;
  if (g_str_equal (training->then, THEN_KEEP))
    return NCSN_TRAINING_STOPS;
  return *training->then != '\0' ? NCSN_TRAINING_PAUSES : NCSN_TRAINING_FAILED;
}

GArray *
ncsn_training_losses (const NcsnTraining *training)
{
  g_autofree char *log = ncsn_training_beside (training, NCSN_TRAINING_LOG);

  return ncsn_training_numbers_read (log, NCSN_TRAINING_COLUMNS);
}

/* The seconds in the last line of the log. */
double
ncsn_training_learnt (const NcsnTraining *training)
{
  g_autoptr (GArray) losses = ncsn_training_losses (training);
  const double *last = NULL;

  if (losses == NULL || losses->len == 0)
    return 0;
  last = &g_array_index (losses, double, losses->len - NCSN_TRAINING_COLUMNS);
  return isfinite (last[NCSN_TRAINING_SECONDS]) ? last[NCSN_TRAINING_SECONDS] : 0;
}

double
ncsn_training_elapsed (const NcsnTraining *training)
{
  const double elapsed = ncsn_training_process (training) != 0
                             ? training->before + MAX (since_begun (training), 0)
                             : ncsn_training_learnt (training);

  return MIN (elapsed, training->seconds);
}

double
ncsn_training_left (const NcsnTraining *training)
{
  return training->seconds - ncsn_training_elapsed (training);
}

char *
ncsn_training_sentence (const NcsnTraining *training)
{
  g_autofree char *messages = ncsn_training_private (training, MESSAGES);

  return ncsn_training_process_sentence (messages);
}

char *
ncsn_training_samples (const NcsnTraining *training)
{
  return ncsn_training_beside (training, NCSN_TRAINING_SAMPLES);
}
