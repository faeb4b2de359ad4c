/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress, on stderr, of work that several threads share, and the request to stop it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CliToyClock CliToyClock;

/* `total`: the whole work, in any unit. */
CliToyClock *cli_toy_clock_new (double total);
void cli_toy_clock_free (CliToyClock *clock); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliToyClock, cli_toy_clock_free)

/* Adds to the work done, from any thread. FALSE with G_IO_ERROR_CANCELLED if the thread must stop.
 */
gboolean cli_toy_clock_tick (CliToyClock *clock, double work, GError **error);

/* Makes every further tick fail, because the rest of the work is useless. */
void cli_toy_clock_stop (CliToyClock *clock);

/* Shows progress if it is due, and sleeps for 20 ms. The main thread calls this repeatedly while
 * others work. */
void cli_toy_clock_wait (CliToyClock *clock);

G_END_DECLS
