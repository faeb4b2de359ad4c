/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool of worker threads that the library's kernels share. Results never depend on how many
 * threads there are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NcsnThreads NcsnThreads;

/* Starts a pool of `count` threads, including the caller's own; 0 means one per processor. There
 * are fewer where the system does not start as many; ncsn_threads_count () tells. Never NULL and
 * never an error. Free with ncsn_threads_free (). */
NcsnThreads *ncsn_threads_new (guint count);

/* Waits for the workers to end and frees the pool. NULL is allowed. */
void ncsn_threads_free (NcsnThreads *threads);

/* The number of threads, including the caller's own; at least 1. */
guint ncsn_threads_count (const NcsnThreads *threads);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnThreads, ncsn_threads_free)

G_END_DECLS
