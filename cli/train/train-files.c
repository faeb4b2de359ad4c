/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is there of an earlier training. */
#include "train-files.h"

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/output.h"
#include "cli/common/csv-file.h"
#include "image/training-files.h"

char *
cli_train_files_checkpoint (const CliTrainOptions *o)
{
  return o->checkpoint != NULL ? g_strdup (o->checkpoint)
                               : cli_output_beside (o->output, NCSN_TRAINING_CHECKPOINT);
}

/* Whether nothing lies where the training will write but what another one has left there: a picture
 * of somebody's own may be called like the model. */
static gboolean
check_way (const char *output, GError **error)
{
  static const char *const logs[] = {NCSN_TRAINING_LOG, NCSN_TRAINING_HELD_OUT};
  static const char *const pictures[] = {NCSN_TRAINING_SAMPLES, NCSN_TRAINING_CHART};
  g_autofree char *in_the_way = NULL;
  for (guint i = 0; in_the_way == NULL && i < 2; i++) {
    g_autofree char *log = cli_output_beside (output, logs[i]);
    g_autofree char *picture = cli_output_beside (output, pictures[i]);
    if (g_file_test (log, G_FILE_TEST_EXISTS) && !cli_csv_file_is (log))
      in_the_way = g_steal_pointer (&log);
    else if (g_file_test (picture, G_FILE_TEST_EXISTS) && !ncsn_report_is (picture))
      in_the_way = g_steal_pointer (&picture);
  }
  if (in_the_way == NULL)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The training would write over “%s”, which is no file of a training; move it, or "
                  "choose another --output."),
               in_the_way);
  return FALSE;
}

gboolean
cli_train_files_check (const CliTrainOptions *o, const char *checkpoint, GError **error)
{
  g_autofree char *previous = ncsn_checkpoint_previous (checkpoint);
  const gboolean last = g_file_test (checkpoint, G_FILE_TEST_EXISTS);
  if (o->resume)
    return TRUE;
  if (last || g_file_test (previous, G_FILE_TEST_EXISTS))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The checkpoint “%s” of an earlier training exists; add --resume to go on with "
                    "it, or remove it."),
                 last ? checkpoint : previous);
  else if (g_file_test (o->output, G_FILE_TEST_EXISTS))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The model “%s” exists already; remove it, or choose another --output."),
                 o->output);
  else
    return check_way (o->output, error);
  return FALSE;
}

char *
cli_train_files_find (const char *checkpoint, char **settings, GError **error)
{
  g_autofree char *previous = ncsn_checkpoint_previous (checkpoint);
  g_autoptr (GError) unreadable = NULL;
  guint64 iteration;
  if (ncsn_checkpoint_rescue (checkpoint))
    cli_say (_ ("The last state was saved, but not yet in the place of “%s”; it is now"),
             checkpoint);
  const gboolean older = g_file_test (previous, G_FILE_TEST_EXISTS);
  if (!older && !g_file_test (checkpoint, G_FILE_TEST_EXISTS)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("There is no checkpoint “%s” to resume from."), checkpoint);
    return NULL;
  }
  *settings = ncsn_checkpoint_settings (checkpoint, &iteration, &unreadable);
  if (*settings != NULL)
    return g_strdup (checkpoint);
  *settings = older ? ncsn_checkpoint_settings (previous, &iteration, NULL) : NULL;
  if (*settings == NULL) {
    g_propagate_error (error, g_steal_pointer (&unreadable));
    return NULL;
  }
  cli_say (_ ("%s Going on from the checkpoint before it, “%s”."), unreadable->message, previous);
  return g_steal_pointer (&previous);
}
