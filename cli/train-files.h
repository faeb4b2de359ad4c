/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a training, before it begins. */
#pragma once

#include <gio/gio.h>

#include "train-options.h"

G_BEGIN_DECLS

/* Where the state is kept (transfer full). */
char *cli_train_files_checkpoint (const CliTrainOptions *o);

/* Whether the training may begin: hours of somebody's work must not be overwritten by a new one,
 * nor be lost to a folder that is not there. */
gboolean cli_train_files_check (const CliTrainOptions *o, const char *checkpoint, GError **error);

/* The checkpoint to go on from (transfer full): the last one, or the one before when the last one
 * cannot be read, which is told. *settings receives what the caller kept in it (transfer full). */
char *cli_train_files_find (const char *checkpoint, char **settings, GError **error);

G_END_DECLS
