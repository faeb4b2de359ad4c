/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals as a request to stop in good order: SIGINT (Ctrl+C), SIGTERM, SIGHUP (the terminal
 * closed), SIGPIPE (the reader of the output ended) and SIGUSR1. A second signal ends the program
 * at once, except SIGHUP and SIGPIPE: a closing terminal may send several. mpirun forwards SIGUSR1
 * without killing its processes a moment later. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CliInterrupt CliInterrupt;

/* From now on these signals trigger a cancellable instead of ending the program. A thread waits for
 * them, so they take effect at once whatever the program does. SIGHUP and SIGPIPE stay ignored if
 * the parent process ignored them, as nohup does. */
CliInterrupt *cli_interrupt_new (void);
void cli_interrupt_free (
    CliInterrupt *interrupt); /* NULL is allowed; restores the signals' default effects */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliInterrupt, cli_interrupt_free)

/* Whether a signal has arrived. */
gboolean cli_interrupt_check (CliInterrupt *interrupt);

/* The cancellable that signals trigger; owned by `interrupt`. */
GCancellable *cli_interrupt_cancellable (CliInterrupt *interrupt);

G_END_DECLS
