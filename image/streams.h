/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens standard input, output and error if a program was started with one of them closed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes sure that descriptors 0, 1 and 2 are open, so that no file or socket gets one of them and
 * receives what is printed. A closed one is opened as /dev/null; writing to standard output still
 * fails. Call it first in main (). */
void ncsn_streams_open (void);

G_END_DECLS
