/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributes work over ranges to the threads of a pool, and gives each thread scratch memory. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Processes the items first … last-1. `worker` < ncsn_threads_count () is the thread's number, for
 * ncsn_threads_scratch (); results must not depend on it. */
typedef void (*NcsnRangeFunc) (gsize first, gsize last, guint worker, gpointer data);

/* Cuts `count` items into blocks of `grain` and calls func for each block, on any of the pool's
 * threads. The cuts depend on count and grain alone, so a block's sum is the same on any number of
 * threads. Returns when all blocks are done. A range function must not call this with the same
 * pool. */
void ncsn_parallel_for (NcsnThreads *threads, gsize count, gsize grain, NcsnRangeFunc func,
                        gpointer data);

/* A pool of one thread with its own scratch memory, for kernels that a range function of `threads`
 * calls as `worker`. Owned by `threads`. */
NcsnThreads *ncsn_threads_single (NcsnThreads *threads, guint worker);

/* At least `count` floats for `worker` alone, valid until its next call; contents undefined. Aborts
 * if memory is short, as g_malloc () does. */
float *ncsn_threads_scratch (NcsnThreads *threads, guint worker, gsize count);

/* The same for the thread that calls ncsn_parallel_for (), to be shared by all workers. */
float *ncsn_threads_shared_scratch (NcsnThreads *threads, gsize count);

G_END_DECLS
