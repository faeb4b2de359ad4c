/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks of fcntl (), which network file systems know, on a file that says whose it is: the number
 * of a process means something on its own machine only. */
#include "train-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "cli/common/command.h"
#include "cli/common/output.h"
#include "image/training-files.h"

#define MAX_WORDS 256

typedef struct {
  char *path; /* NULL: not locked */
  int descriptor;
} Lock;

struct _CliTrainLock {
  Lock locks[2];
};

static gboolean
refuse (const char *path, int descriptor, GError **error)
{
  char words[MAX_WORDS + 1] = "";
  if (pread (descriptor, words, MAX_WORDS, 0) < 0 || *words == '\0')
    g_strlcpy (words, _ ("another process"), sizeof words);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Another training writes these files already: %s has locked “%s”; wait for it, "
                  "or choose another --output and --checkpoint."),
               g_strchomp (words), path);
  return FALSE;
}

/* Whether the file that was opened is still the one of that name: its owner removes it at the end.
 */
static gboolean
is_in_place (int descriptor, const char *path)
{
  struct stat opened, named;
  return fstat (descriptor, &opened) == 0 && stat (path, &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

static void
sign (int descriptor)
{
  g_autofree char *words =
      g_strdup_printf (_ ("process %d on %s\n"), (int)getpid (), g_get_host_name ());
  if (ftruncate (descriptor, 0) != 0 || write (descriptor, words, strlen (words)) < 0)
    g_debug ("The lock is not signed: %s", g_strerror (errno));
}

/* TRUE with lock->path NULL where there can be no locks. */
static gboolean
take (Lock *lock, const char *path, GError **error)
{
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  for (;;) {
    const int descriptor = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    const gboolean locked = descriptor >= 0 && fcntl (descriptor, F_SETLK, &whole) == 0;
    const int problem = errno;
    if (locked && is_in_place (descriptor, path)) {
      sign (descriptor);
      *lock = (Lock){g_strdup (path), descriptor};
      return TRUE;
    }
    const gboolean held = descriptor >= 0 && !locked && (problem == EACCES || problem == EAGAIN);
    if (held)
      refuse (path, descriptor, error);
    if (descriptor >= 0)
      close (descriptor);
    if (held)
      return FALSE;
    if (!locked) {
      cli_say (_ ("“%s” cannot be locked (%s), so take care that no other training writes the same "
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
  g_autofree char *usual = cli_output_beside (output, NCSN_TRAINING_CHECKPOINT);
  g_autofree char *elsewhere = g_strconcat (checkpoint, NCSN_TRAINING_LOCK, NULL);
  if (!take (&lock->locks[0], beside, error) ||
      (!g_str_equal (usual, checkpoint) && !take (&lock->locks[1], elsewhere, error)))
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
