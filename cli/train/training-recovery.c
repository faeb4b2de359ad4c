/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a trainer back to the last checkpoint or the one before it. */
#include "training-recovery.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/common/command.h"

#define MAX_DIVERGENCES 5 /* in a row */

/* In a process other than 0: takes the trainer back to the checkpoint that process 0 sends. */
static gboolean
restore_from_first (NcsnTrainer *trainer, NcsnProcesses *processes, GError **error)
{
  g_autofree char *copy = cli_processes_receive_file (processes, error);
  if (copy == NULL)
    return FALSE;
  const gboolean back = ncsn_trainer_go_back (trainer, copy, error);
  g_unlink (copy);
  return back;
}

/* The last checkpoint may have been saved when a divergence began, so it alternates with the one
 * before it. */
gboolean
cli_training_restore (NcsnTrainer *trainer, NcsnProcesses *processes, const char *checkpoint,
                      GError **error)
{
  if (!cli_processes_is_first (processes))
    return restore_from_first (trainer, processes, error);
  const char *last = checkpoint;
  g_autofree char *previous = ncsn_checkpoint_previous (last);
  const gboolean turn =
      ncsn_trainer_divergences (trainer) % 2 == 1 && g_file_test (previous, G_FILE_TEST_EXISTS);
  const char *used = turn ? previous : last;
  if (!ncsn_trainer_go_back (trainer, used, NULL)) {
    used = turn ? last : previous;
    if (!ncsn_trainer_go_back (trainer, used, error))
      return FALSE;
  }
  return processes == NULL || cli_processes_send_file (processes, used, error);
}

gboolean
cli_training_go_back (NcsnTrainer *trainer, NcsnProcesses *processes, const char *checkpoint,
                      GError **error)
{
  g_autoptr (GError) diverged = g_steal_pointer (error);
  if (ncsn_trainer_divergences (trainer) == MAX_DIVERGENCES) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
        _ ("The training has diverged %u times in a row, last with a learning rate of %.2g; "
           "begin it anew with a lower --rate."),
        MAX_DIVERGENCES + 1, ncsn_trainer_rate (trainer));
    return FALSE;
  }
  if (!cli_training_restore (trainer, processes, checkpoint, error))
    return FALSE;
  if (cli_processes_is_first (processes))
    cli_say (_ ("%s Going back to the last good checkpoint, with half the rate."),
             diverged->message);
  return TRUE;
}
