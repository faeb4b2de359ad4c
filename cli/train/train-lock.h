/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One training at a time writes a model's files. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CliTrainLock CliTrainLock;

/* Locks the files beside `output` and, if that is elsewhere, those of `checkpoint`. The locks end
 * with the process, however it ends. NULL with a sentence that names the process which holds them,
 * as far as that can be told. A file system that knows no locks is told of, and that is all. */
CliTrainLock *cli_train_lock_new (const char *output, const char *checkpoint, GError **error);
void cli_train_lock_free (CliTrainLock *lock); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTrainLock, cli_train_lock_free)

G_END_DECLS
