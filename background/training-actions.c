/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Begins, pauses, resumes, keeps and discards a training, by starting its process and by signals.
 */
#include "training-private.h"

#include <math.h>
#include <signal.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "place.h"
#include "process.h"

/* Samples are drawn this often in a training, but not more often than every half minute, nor less
 * often than every ten minutes. They cost time that is then missing for learning. */
#define SAMPLINGS 10
#define MIN_INTERVAL 30.0
#define MAX_INTERVAL 600.0

/* How long a training that is kept goes on: a share of what it has learnt, and seconds to read its
 * state and draw its last samples. */
#define ENDING_SHARE 0.1
#define ENDING_SECONDS 10.0

#define ENDS_WITHIN 500 /* hundredths of a second that a killed process may take to end */

static void
set_then (NcsnTraining *training, const char *then)
{
  g_free (training->then);
  training->then = g_strdup (then);
}

/* Begins, or continues where there is a state. */
static gboolean
start (NcsnTraining *training, GError **error)
{
  g_autofree char *output = ncsn_training_beside (training, NCSN_TRAINING_MODEL);
  g_autofree char *checkpoint = ncsn_training_private (training, CHECKPOINT);
  g_autofree char *messages = ncsn_training_private (training, MESSAGES);
  g_autofree char *time = g_strdup_printf ("%.0fs", ceil (training->seconds));
  g_autofree char *interval =
      g_strdup_printf ("%.0fs", CLAMP (training->seconds / SAMPLINGS, MIN_INTERVAL, MAX_INTERVAL));
  const char *from = ncsn_training_has_state (training) ? "--resume" : NULL;
  const char *arguments[] = {
      "train",  "--output",     output,   "--checkpoint", checkpoint,
      "--data", training->data, "--time", time,           "--sample-interval",
      interval, from,           NULL};

  training->before = ncsn_training_learnt (training);
  training->begun = g_get_real_time ();
  set_then (training, "");
  training->pid = 0;
  if (!ncsn_training_save (training, error))
    return FALSE;
  training->pid = ncsn_training_process_start (arguments, messages, error);
  return training->pid > 0 && ncsn_training_save (training, error);
}

gboolean
ncsn_training_begin (NcsnTraining *training, const char *data, GError **error)
{
  g_free (training->data);
  training->data = g_canonicalize_filename (data, NULL);
  return start (training, error);
}

/* Signals the process, if one runs. */
static void
send (const NcsnTraining *training, int number)
{
  const int process = ncsn_training_process (training);

  if (process > 0)
    kill (process, number);
}

gboolean
ncsn_training_pause (NcsnTraining *training, GError **error)
{
  set_then (training, THEN_PAUSE);
  if (!ncsn_training_save (training, error))
    return FALSE;
  send (training, SIGINT);
  return TRUE;
}

gboolean
ncsn_training_resume (NcsnTraining *training, GError **error)
{
  if (ncsn_training_process (training) == 0 &&
      !ncsn_training_path_exists (ncsn_training_beside (training, NCSN_TRAINING_MODEL)))
    return start (training, error);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The training “%s” goes on already, or has finished."), training->name);
  return FALSE;
}

gboolean
ncsn_training_keep (NcsnTraining *training, GError **error)
{
  const double ending = (1 + ENDING_SHARE) * ncsn_training_elapsed (training) + ENDING_SECONDS;

  training->seconds = MIN (training->seconds, ending);
  set_then (training, THEN_KEEP);
  if (!ncsn_training_save (training, error))
    return FALSE;
  send (training, SIGINT);
  return TRUE;
}

static void
remove_private (const NcsnTraining *training, const char *file)
{
  g_autofree char *path = ncsn_training_private (training, file);

  ncsn_training_place_remove (path);
}

static void
remove_state (const NcsnTraining *training)
{
  g_autofree char *previous = ncsn_checkpoint_previous (CHECKPOINT);

  remove_private (training, CHECKPOINT);
  remove_private (training, previous);
}

gboolean
ncsn_training_advance (NcsnTraining *training, GError **error)
{
  const NcsnTrainingState state = ncsn_training_state (training);

  if (state == NCSN_TRAINING_FINISHED) {
    remove_private (training, PICTURES);
    remove_state (training);
  }
  if (state != NCSN_TRAINING_STOPS || ncsn_training_process (training) != 0)
    return TRUE;
  if (ncsn_training_has_state (training))
    return start (training, error);
  set_then (training, THEN_PAUSE);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The training “%s” has not learnt anything yet that could be kept: resume it, or "
                  "throw it away."),
               training->name);
  ncsn_training_save (training, NULL);
  return FALSE;
}

void
ncsn_training_discard (NcsnTraining *training)
{
  static const char *const endings[] = {NCSN_TRAINING_LOG, NCSN_TRAINING_HELD_OUT,
                                        NCSN_TRAINING_SAMPLES, NCSN_TRAINING_CHART,
                                        NCSN_TRAINING_LOCK};
  const gboolean finished = ncsn_training_state (training) == NCSN_TRAINING_FINISHED;

  send (training, SIGKILL);
  for (int i = 0; i < ENDS_WITHIN && ncsn_training_process (training) != 0; i++)
    g_usleep (G_USEC_PER_SEC / 100);
  for (gsize i = 0; i < G_N_ELEMENTS (endings) && !finished; i++) {
    g_autofree char *path = ncsn_training_beside (training, endings[i]);
    g_remove (path);
  }
  remove_private (training, NULL);
}

/* Whether there is still something to do with a training of this name. */
static gboolean
is_open (const char *name)
{
  g_autoptr (NcsnTraining) training = ncsn_training_open (name, NULL);

  if (training == NULL)
    return TRUE; /* opening it says why it cannot be read */
  ncsn_training_advance (training, NULL);
  if (ncsn_training_state (training) != NCSN_TRAINING_FINISHED)
    return TRUE;
  ncsn_training_discard (training);
  return FALSE;
}

GPtrArray *
ncsn_training_list (void)
{
  GPtrArray *names = ncsn_training_place_list ();

  for (guint i = names->len; i-- > 0;)
    if (!is_open (names->pdata[i]))
      g_ptr_array_remove_index (names, i);
  return names;
}
