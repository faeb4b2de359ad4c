/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a training before it begins: their paths, checks, locks, and the checkpoint to
 * resume.
 */
#pragma once

#include <gio/gio.h>

#include "train-options.h"

G_BEGIN_DECLS

/* The path of the checkpoint (transfer full). */
char *cli_train_files_checkpoint (const CliTrainOptions *o);

/* Whether the training may begin: a new one must not overwrite the user's files. */
gboolean cli_train_files_check (const CliTrainOptions *o, const char *checkpoint, GError **error);

/* The checkpoint to resume (transfer full): the last one, or the previous one, with a message, if
 * the last one cannot be read. *settings receives the settings kept in it (transfer full). */
char *cli_train_files_find (const char *checkpoint, char **settings, GError **error);

typedef struct _CliTrainLock CliTrainLock;

/* Locks the files beside `output` and, if it is elsewhere, the file `checkpoint`. The locks end
 * with the process, however it ends. NULL with an error that names the process that holds them, if
 * known. If the file system does not support locks it prints a message and continues. */
CliTrainLock *cli_train_lock_new (const char *output, const char *checkpoint, GError **error);
void cli_train_lock_free (CliTrainLock *lock); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainLock, cli_train_lock_free)

G_END_DECLS
