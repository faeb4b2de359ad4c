/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+C, SIGTERM, SIGHUP (the terminal is gone), SIGPIPE (whoever read the output is) and SIGUSR1
 * as a request to stop in order. A second one ends the program at once, unless it is one of the two
 * that no person sends: a terminal that closes may send several. SIGUSR1 is what mpirun hands on
 * without killing its processes a moment later. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CliInterrupt CliInterrupt;

/* From here on these signals trigger a cancellable instead of ending the program, from a thread
 * that waits for them: whatever the program does, it may find out at once. SIGHUP and SIGPIPE stay
 * ignored where whoever started the program has them ignored, as nohup does. */
CliInterrupt *cli_interrupt_new (void);
void
cli_interrupt_free (CliInterrupt *interrupt); /* NULL is allowed; the signals act as usual again */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliInterrupt, cli_interrupt_free)

/* Whether a signal came. */
gboolean cli_interrupt_check (CliInterrupt *interrupt);

/* For calls that take one; owned by `interrupt`. */
GCancellable *cli_interrupt_cancellable (CliInterrupt *interrupt);

G_END_DECLS
