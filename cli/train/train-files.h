/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a training, before it begins. */
#pragma once

#include <gio/gio.h>

#include "train-options.h"

G_BEGIN_DECLS

/* Where the state is kept (transfer full). */
char *cli_train_files_checkpoint (const CliTrainOptions *o);

/* Whether the training may begin: nobody's work must be overwritten by a new one. */
gboolean cli_train_files_check (const CliTrainOptions *o, const char *checkpoint, GError **error);

/* The checkpoint to go on from (transfer full): the last one, or the one before when the last one
 * cannot be read, which is told. *settings receives what the caller kept in it (transfer full). */
char *cli_train_files_find (const char *checkpoint, char **settings, GError **error);

typedef struct _CliTrainLock CliTrainLock;

/* Locks the files beside `output` and, if that is elsewhere, those of `checkpoint`. The locks end
 * with the process, however it ends. NULL with a sentence that names the process which holds them,
 * as far as that can be told. A file system that knows no locks is told of, and that is all. */
CliTrainLock *cli_train_lock_new (const char *output, const char *checkpoint, GError **error);
void cli_train_lock_free (CliTrainLock *lock); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainLock, cli_train_lock_free)

G_END_DECLS
