/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds, starts and asks for the command. */
#include "process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#define COMMAND "ncsn"
#define SAYS "ncsn: "           /* begins each sentence of the command */
#define NICENESS 10             /* programs that somebody waits for come first */
#define MAX_MESSAGES (64 << 20) /* bytes */

char *
ncsn_training_process_command (GError **error)
{
  g_autofree char *by_user = g_build_filename (g_get_home_dir (), ".local", "bin", COMMAND, NULL);
  g_autofree char *by_meson = g_build_filename (BINDIR, COMMAND, NULL);
  char *found = NULL;

  if (g_file_test (by_user, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&by_user);
  if (g_file_test (by_meson, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&by_meson);
  found = g_find_program_in_path (COMMAND);
  if (found == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE,
                 _ ("The command “%s”, which trains models, was not found in %s, in %s or on the "
                    "PATH: install it together with the plug-in."),
                 COMMAND, by_user, by_meson);
  return found;
}

/* Runs in the child between fork () and exec (). */
static void
leave_session (gpointer data)
{
  setsid ();
  (void)!nice (NICENESS);
}

int
ncsn_training_process_start (const char *const *arguments, const char *messages, GError **error)
{
  g_autofree char *command = ncsn_training_process_command (error);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (command == NULL)
    return 0;
  g_strv_builder_add (builder, command);
  g_strv_builder_addv (builder, (const char **)arguments);
  g_auto (GStrv) line = g_strv_builder_end (builder);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, leave_session, NULL, NULL);
  g_subprocess_launcher_set_stderr_file_path (launcher, messages);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)line, error);
  /* GLib waits for the process also without the object. */
  const char *number = process != NULL ? g_subprocess_get_identifier (process) : NULL;
  return number != NULL ? atoi (number) : 0;
}

int
ncsn_training_process_find (const char *lock)
{
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  const int descriptor = g_open (lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (descriptor < 0)
    return 0;
  const gboolean asked = fcntl (descriptor, F_GETLK, &whole) == 0;
  close (descriptor);
  return asked && whole.l_type != F_UNLCK ? (int)whole.l_pid : 0;
}

char *
ncsn_training_process_sentence (const char *messages)
{
  g_autofree char *text = ncsn_file_read (messages, MAX_MESSAGES, NULL, NULL);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = lines != NULL ? g_strv_length (lines) : 0; i > 0; i--)
    if (g_str_has_prefix (lines[i - 1], SAYS))
      return ncsn_text_clean (lines[i - 1] + strlen (SAYS), "");
  return NULL;
}
