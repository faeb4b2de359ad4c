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

G_END_DECLS
