/* Work over ranges, shared by the threads of a pool. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

/* Does the items first … last-1. `worker` < ncsn_threads_count () tells the threads apart, for
 * scratch memory; what is computed must not depend on it. */
typedef void (*NcsnRangeFunc) (gsize first, gsize last, guint worker, gpointer data);

/* Cuts `count` items into blocks of `grain` and lets the pool do them, each block by one thread.
 * The cuts depend on count and grain alone, so a sum kept per block is the same on any number of
 * threads. Returns when all is done. Not to be called from within a range function. */
void ncsn_parallel_for (NcsnThreads *threads, gsize count, gsize grain, NcsnRangeFunc func,
                        gpointer data);

/* A pool of one thread, with scratch memory of its own, for kernels that `worker` calls from within
 * a range function of `threads`. Owned by `threads`. */
NcsnThreads *ncsn_threads_single (NcsnThreads *threads, guint worker);

/* At least `count` floats that only `worker` uses, until its next call; contents undefined. */
float *ncsn_threads_scratch (NcsnThreads *threads, guint worker, gsize count);

/* The same for the calling thread to share out between the workers: a buffer apart from theirs. */
float *ncsn_threads_shared_scratch (NcsnThreads *threads, gsize count);

G_END_DECLS
