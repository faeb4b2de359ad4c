/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks and locks the files of a training, and finds the checkpoint of an earlier one.
 *
 * Locks are those of fcntl (), which network file systems support. A lock file contains the process
 * and its host, because a process number is valid only on its own host. */
#include "train-files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/common/command.h"
#include "cli/common/output.h"
#include "image/training-files.h"
#include "training-log.h"

#define MAX_WORDS 256

typedef struct {
  char *path; /* NULL: not locked */
  int descriptor;
} Lock;

struct _CliTrainLock {
  Lock locks[2];
};

char *
cli_train_files_checkpoint (const CliTrainOptions *o)
{
  return o->checkpoint != NULL ? g_strdup (o->checkpoint)
                               : cli_output_beside (o->output, NCSN_TRAINING_CHECKPOINT);
}

/* Whether all files that the training would overwrite are files of an earlier training. A picture
 * of the user's may have the same name. */
static gboolean
check_overwritten (const char *output, GError **error)
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
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("The training would overwrite “%s”, which is not a file of a training; move it, or "
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
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The checkpoint “%s” of an earlier training exists; add --resume to continue it, "
           "or remove it."),
        last ? checkpoint : previous);
  else if (g_file_test (o->output, G_FILE_TEST_EXISTS))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The model “%s” already exists; remove it, or choose another --output."),
                 o->output);
  else
    return check_overwritten (o->output, error);
  return FALSE;
}

char *
cli_train_files_find (const char *checkpoint, char **settings, GError **error)
{
  g_autofree char *previous = ncsn_checkpoint_previous (checkpoint);
  g_autoptr (GError) unreadable = NULL;
  guint64 iteration;
  if (ncsn_checkpoint_rescue (checkpoint))
    cli_say (_ ("The last state was saved but not yet renamed to “%s”; it is now"), checkpoint);
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
  cli_say (_ ("%s Continuing from the previous checkpoint, “%s”."), unreadable->message, previous);
  return g_steal_pointer (&previous);
}

static gboolean
refuse_lock (const char *path, int descriptor, GError **error)
{
  char words[MAX_WORDS + 1] = "";
  if (pread (descriptor, words, MAX_WORDS, 0) < 0 || *words == '\0')
    g_strlcpy (words, _ ("another process"), sizeof words);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Another training writes these files: %s has locked “%s”; wait for it, or choose "
                  "another --output and --checkpoint."),
               g_strchomp (words), path);
  return FALSE;
}

/* Whether the open file still has that name: its owner removes it at the end. */
static gboolean
is_in_place (int descriptor, const char *path)
{
  struct stat opened, named;
  return fstat (descriptor, &opened) == 0 && stat (path, &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

static void
sign_lock (int descriptor)
{
  g_autofree char *words =
      g_strdup_printf (_ ("process %d on %s\n"), (int)getpid (), g_get_host_name ());
  if (ftruncate (descriptor, 0) != 0 || write (descriptor, words, strlen (words)) < 0)
    g_debug ("The lock is not signed: %s", g_strerror (errno));
}

/* TRUE with lock->path NULL if the file cannot be locked. */
static gboolean
take_lock (Lock *lock, const char *path, GError **error)
{
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  for (;;) {
    const int descriptor = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    const gboolean locked = descriptor >= 0 && fcntl (descriptor, F_SETLK, &whole) == 0;
    const int problem = errno;
    if (locked && is_in_place (descriptor, path)) {
      sign_lock (descriptor);
      *lock = (Lock){g_strdup (path), descriptor};
      return TRUE;
    }
    const gboolean held = descriptor >= 0 && !locked && (problem == EACCES || problem == EAGAIN);
    if (held)
      refuse_lock (path, descriptor, error);
    if (descriptor >= 0)
      close (descriptor);
    if (held)
      return FALSE;
    if (!locked) {
      cli_say (_ ("“%s” cannot be locked (%s); make sure that no other training writes the same "
                  "files"),
               path, g_strerror (problem));
      return TRUE;
    }
  }
}

CliTrainLock *
cli_train_lock_new (const char *output, const char *checkpoint, GError **error)
{
  g_autoptr (CliTrainLock) lock = g_new0 (CliTrainLock, 1);
  g_autofree char *beside = cli_output_beside (output, NCSN_TRAINING_LOCK);
  g_autofree char *default_path = cli_output_beside (output, NCSN_TRAINING_CHECKPOINT);
  g_autofree char *elsewhere = g_strconcat (checkpoint, NCSN_TRAINING_LOCK, NULL);
  if (!take_lock (&lock->locks[0], beside, error) ||
      (!g_str_equal (default_path, checkpoint) && !take_lock (&lock->locks[1], elsewhere, error)))
    return NULL;
  return g_steal_pointer (&lock);
}

void
cli_train_lock_free (CliTrainLock *lock)
{
  if (lock == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (lock->locks); i++)
    if (lock->locks[i].path != NULL) {
      g_unlink (lock->locks[i].path);
      close (lock->locks[i].descriptor);
      g_free (lock->locks[i].path);
    }
  g_free (lock);
}
