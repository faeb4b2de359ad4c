/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens closed standard streams as /dev/null. */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void
ncsn_streams_open (void)
{
  /* open () returns the lowest free descriptor, and all below are open. Standard output is opened
   * for reading only, so that results which cannot be written cause an error. */
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      (void)!open ("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
}
