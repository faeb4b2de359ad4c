/* A pool of worker threads that the kernels share. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NcsnThreads NcsnThreads;

/* Starts a pool of `count` threads, the caller's own included; 0 means one for every processor.
 * They are fewer where the system gives no more. Results never depend on the count. Free with
 * ncsn_threads_free (). */
NcsnThreads *ncsn_threads_new (guint count);

/* Waits for the workers to end. NULL is allowed. */
void ncsn_threads_free (NcsnThreads *threads);

guint ncsn_threads_count (const NcsnThreads *threads);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnThreads, ncsn_threads_free)

G_END_DECLS
