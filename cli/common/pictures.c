/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a command on a picture or on the pictures of a folder. */
#include "pictures.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#include "command.h"
#include "folder.h"
#include "output.h"

static gboolean
change_one (const CliPictureCommand *command, const CliPictureOptions *options,
            NcsnImageLoader *loader, gpointer data, GError **error)
{
  const CliPictureFiles files = {options->input, options->mask, options->output};
  g_auto (CliPicture) picture = {0};
  CliTask *task = &picture.task;
  return (files.output == NULL || cli_check_picture_output (files.output, error)) &&
         cli_task_init (task, command->task, &options->task, error) &&
         cli_picture_load (&picture, &files, loader, error) &&
         cli_task_begin (task, &options->task, picture.image->width, picture.image->height, 1,
                         error) &&
         command->change (&picture, data, error);
}

/* Changes one of several pictures. A failure is reported here, except an interruption. */
static gboolean
change_next (const CliPictureCommand *command, CliPicture *picture, const CliPictureFiles *files,
             NcsnImageLoader *loader, gpointer data)
{
  g_autoptr (GError) error = NULL;
  const gboolean changed =
      cli_picture_load (picture, files, loader, &error) && command->change (picture, data, &error);
  cli_progress_restart (picture->task.progress);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cli_say ("%s", error->message);
  return changed;
}

/* Says how many pictures were changed: as an error, if that was not all. */
static gboolean
conclude (const CliPictureCommand *command, CliInterrupt *interrupt, guint changed, guint count,
          GError **error)
{
  g_autofree char *sentence = command->conclusion (changed, count);
  if (changed < count && !cli_interrupt_check (interrupt)) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FILE, sentence);
    return FALSE;
  }
  cli_note ("%s", sentence);
  return changed == count ||
         !g_cancellable_set_error_if_cancelled (cli_interrupt_cancellable (interrupt), error);
}

static gboolean
change_folder (const CliPictureCommand *command, const CliPictureOptions *options,
               NcsnImageLoader *loader, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) list = cli_folder_list (options, loader, error);
  g_auto (CliPicture) picture = {.of_several = TRUE};
  CliTask *task = &picture.task;
  guint changed = 0;
  if (list == NULL || !cli_task_init (task, command->task, &options->task, error) ||
      !cli_make_folder (options->output, error))
    return FALSE;
  const CliPictureFiles *first = list->pdata[0];
  if (!cli_check_output (first->output, error) ||
      !cli_task_begin (task, &options->task, 0, 0, 1, error))
    return FALSE;
  for (guint i = 0; i < list->len && !cli_interrupt_check (task->interrupt); i++) {
    const CliPictureFiles *files = list->pdata[i];
    g_autofree char *name = g_path_get_basename (files->input);
    cli_note (_ ("%u of %u: %s"), i + 1, list->len, name);
    changed += change_next (command, &picture, files, loader, data) ? 1 : 0;
  }
  return conclude (command, task->interrupt, changed, list->len, error);
}

gboolean
cli_pictures_change (const CliPictureCommand *command, const CliPictureOptions *options,
                     NcsnImageLoader *loader, gpointer data, GError **error)
{
  return g_file_test (options->input, G_FILE_TEST_IS_DIR)
             ? change_folder (command, options, loader, data, error)
             : change_one (command, options, loader, data, error);
}
