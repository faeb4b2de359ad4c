/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the loader's process, which consists of two: a parent that waits, and its child that
 * decodes. When a file kills the child, the parent answers in its place and forks a new child. This
 * is safe because the parent has neither threads nor GEGL. */
#include "loader-process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include "loader-decode.h"
#include "loader-wire.h"

#define MAX_PATH_SIZE (1 << 20)

static gboolean
send_image (int fd, NcsnLoaderReply *reply, const NcsnImage *image)
{
  const gsize n_pixels = image->width * image->height, n_values = n_pixels * image->channels;
  gconstpointer profile =
      image->profile != NULL ? g_bytes_get_data (image->profile, &reply->profile_size) : NULL;
  gconstpointer exif =
      image->exif != NULL ? g_bytes_get_data (image->exif, &reply->exif_size) : NULL;
  gconstpointer iptc =
      image->iptc != NULL ? g_bytes_get_data (image->iptc, &reply->iptc_size) : NULL;
  reply->width = image->width;
  reply->height = image->height;
  reply->channels = image->channels;
  reply->depth = image->depth;
  reply->has_alpha = image->alpha != NULL;
  reply->has_bytes = image->bytes != NULL;
  reply->gamma = image->gamma;
  reply->jpeg = image->jpeg;
  reply->xmp_size = image->xmp != NULL ? strlen (image->xmp) : 0;
  memcpy (reply->resolution, image->resolution, sizeof reply->resolution);
  return ncsn_loader_send (fd, reply, sizeof *reply) &&
         (image->bytes != NULL ? ncsn_loader_send (fd, image->bytes, n_values)
                               : ncsn_loader_send (fd, image->data, n_values * sizeof (float))) &&
         (image->alpha == NULL || ncsn_loader_send (fd, image->alpha, n_pixels * sizeof (float))) &&
         ncsn_loader_send (fd, profile, reply->profile_size) &&
         ncsn_loader_send (fd, exif, reply->exif_size) &&
         ncsn_loader_send (fd, image->xmp, reply->xmp_size) &&
         ncsn_loader_send (fd, iptc, reply->iptc_size);
}

static gboolean
answer (int fd, const NcsnLoaderRequest *request, const char *path, gboolean *complained)
{
  g_autoptr (NcsnImage) image = NULL;
  NcsnLoaderReply reply = {.number = request->number};
  reply.status = request->only_format
                     ? ncsn_loader_check_format (path)
                     : ncsn_loader_decode (path, &request->options, complained, &image, &reply);
  alarm (0);
  return image != NULL ? send_image (fd, &reply, image)
                       : ncsn_loader_send (fd, &reply, sizeof reply);
}

static void
decode_requests (int fd)
{
  NcsnLoaderRequest request;
  gboolean started = FALSE, complained = FALSE;
  while (ncsn_loader_receive (fd, &request, sizeof request)) {
    if (request.path_size == 0 || request.path_size > MAX_PATH_SIZE)
      return;
    g_autofree char *path = g_malloc (request.path_size);
    if (!ncsn_loader_receive (fd, path, request.path_size))
      return;
    alarm (NCSN_LOADER_SECONDS);
    started = started || ncsn_loader_decode_start (&complained);
    if (!started)
      raise (SIGKILL); /* as the system does when memory is short */
    if (!answer (fd, &request, path, &complained))
      return;
  }
}

static void
end_with_parent (void)
{
#ifdef __linux__
  prctl (PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/* Ignores Ctrl+C, which reaches all processes of a terminal: this one ends when its program ends,
 * for whatever reason. Discards what libraries print about damaged files, which does not help
 * users. */
static void
detach (void)
{
  end_with_parent ();
  signal (SIGINT, SIG_IGN);
  signal (SIGTERM, SIG_IGN);
  signal (SIGHUP, SIG_IGN);
  const int null = open ("/dev/null", O_RDWR);
  if (null < 0)
    return;
  dup2 (null, STDIN_FILENO);
  dup2 (null, STDOUT_FILENO);
  dup2 (null, STDERR_FILENO);
  if (null > STDERR_FILENO)
    close (null);
}

/* The reason for the child's death. When memory is short, GLib raises SIGTRAP and the system
 * SIGKILL. */
static NcsnLoaderStatus
understand_death (int status)
{
  const int signal = WIFSIGNALED (status) ? WTERMSIG (status) : 0;
  return signal == SIGALRM                        ? NCSN_LOADER_SLOW
         : signal == SIGTRAP || signal == SIGKILL ? NCSN_LOADER_NO_MEMORY
                                                  : NCSN_LOADER_DAMAGED;
}

void
ncsn_loader_process_run (int fd)
{
  detach ();
  for (;;) {
    const pid_t pid = fork ();
    if (pid < 0)
      _exit (1);
    if (pid == 0) {
      end_with_parent ();
      decode_requests (fd);
      _exit (0);
    }

    int status = 0;
    while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
      ;
    const NcsnLoaderReply died = {.number = 0, .status = understand_death (status)};
    if ((WIFEXITED (status) && WEXITSTATUS (status) == 0) ||
        !ncsn_loader_send (fd, &died, sizeof died))
      _exit (0);
  }
}
