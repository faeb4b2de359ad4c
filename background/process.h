/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process of a training: the command `ncsn train`, in a session of its own, so that it goes on
 * when the program that started it ends. Whether one runs is asked of the lock that the command
 * holds on its files: it belongs to the process and ends with it, whoever started it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The path of the command (transfer full): where the per-user installer or Meson puts it beside the
 * plug-in, or on PATH. NULL with an error that says how to get it. */
char *ncsn_training_process_command (GError **error);

/* Starts the command with these arguments, the first of which follows the command's name
 * (NULL-terminated). messages: the file for its standard error. The number of the process; 0 with
 * an error. */
int ncsn_training_process_start (const char *const *arguments, const char *messages,
                                 GError **error);

/* The number of the process that holds the lock file at `lock`; 0 if none does. */
int ncsn_training_process_find (const char *lock);

/* The last sentence that the command wrote to `messages` (transfer full), cleaned for display. NULL
 * if there is none: what shows its progress is no sentence. */
char *ncsn_training_process_sentence (const char *messages);

G_END_DECLS
