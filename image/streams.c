/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places for what is closed. */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void
ncsn_streams_open (void)
{
  /* open () takes the lowest that is free, and all below are open. Results that cannot be written
   * must not pass for written, so the output is one that can only be read. */
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      (void)!open ("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
}
