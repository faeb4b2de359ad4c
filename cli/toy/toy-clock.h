/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far work that several threads share is, told on stderr, and whether someone wants it to stop.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CliToyClock CliToyClock;

/* `total`: the work to be done, in any unit. */
CliToyClock *cli_toy_clock_new (double total);
void cli_toy_clock_free (CliToyClock *clock); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliToyClock, cli_toy_clock_free)

/* Notes from any thread that so much more work is done. FALSE with G_IO_ERROR_CANCELLED when it is
 * to stop. */
gboolean cli_toy_clock_tick (CliToyClock *clock, double work, GError **error);

/* Lets every further tick fail, because the rest of the work would be for nothing. */
void cli_toy_clock_stop (CliToyClock *clock);

/* Shows progress and listens to Ctrl+C for a moment; to be called by the main thread again and
 * again while others work. */
void cli_toy_clock_wait (CliToyClock *clock);

G_END_DECLS
