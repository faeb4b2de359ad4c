/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard input, output and error, which whoever starts a program may have closed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes sure that descriptors 0, 1 and 2 are open, so that no file or socket gets one of them and
 * with it what is printed. In the place of a closed one is /dev/null; writing to the output still
 * fails. First thing in main (). */
void ncsn_streams_open (void);

G_END_DECLS
