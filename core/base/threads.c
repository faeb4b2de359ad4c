/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread pool. Workers wait for a job, then take its blocks one by one: first from their own
 * share, then from the shares of others. So in consecutive jobs a thread mostly works on the same
 * part of the same arrays, which its core's caches still hold. */
#include "base/parallel.h"

#include "base/memory.h"

/* How often an idle thread looks for work before it sleeps: about a millisecond, which is longer
 * than the serial work between two jobs. If threads slept and woke at every job, the system might
 * place two on one processor and leave another processor idle. Every SPINS_A_TURN looks the thread
 * yields its processor. */
#define SPINS 65536
#define SPINS_A_TURN 256

typedef struct {
  float *floats;
  gsize count;
} Scratch;

typedef struct {
  NcsnRangeFunc func;
  gpointer data;
  gsize items, grain;
} Job;

/* The blocks of a job that are meant for one thread; on a cache line of its own. */
typedef struct {
  gsize next; /* first block not yet taken; atomic */
  gsize end;
  guint8 apart[64 - 2 * sizeof (gsize)];
} Share;

struct _NcsnThreads {
  guint count;
  GThread **workers;    /* count - 1: the caller is worker 0 */
  NcsnThreads **single; /* count, or NULL in a single one */
  Scratch *scratch;     /* count + 1: the last is the shared one */

  /* A spin lock, held for a few instructions only. Protects job, open, and the step from reading
   * them to counting in `active`. */
  gint lock;
  Job job;
  gboolean open; /* whether blocks of it may be left */

  /* Atomic. */
  guint number;  /* of the current job; a worker compares it with the last one it joined */
  guint active;  /* workers that have joined it */
  Share *shares; /* count */
  gint ending;

  /* For sleeping. */
  GMutex mutex;
  GCond work, done;
  gint sleeping; /* workers; atomic */
  gint waiting;  /* whether the caller sleeps until the workers are done; atomic */
};

typedef struct {
  NcsnThreads *threads;
  guint worker;
} WorkerStart;

static void
take_blocks (NcsnThreads *threads, const Job *job, guint worker)
{
  for (guint i = 0; i < threads->count; i++) {
    Share *share = &threads->shares[(worker + i) % threads->count];
    for (;;) {
      gsize block = __atomic_fetch_add (&share->next, 1, __ATOMIC_RELAXED);
      if (block >= share->end)
        break;
      gsize first = block * job->grain;
      job->func (first, MIN (first + job->grain, job->items), worker, job->data);
    }
  }
}

static void
set_shares (NcsnThreads *threads, const Job *job)
{
  gsize blocks = (job->items + job->grain - 1) / job->grain;

  for (guint i = 0; i < threads->count; i++) {
    threads->shares[i].next = blocks * i / threads->count;
    threads->shares[i].end = blocks * (i + 1) / threads->count;
  }
}

/* Called when a thread finds nothing to do for the i-th time in a row. */
static inline void
pause_briefly (guint i)
{
#if defined(__x86_64__)
  __builtin_ia32_pause ();
#endif
  if (i % SPINS_A_TURN == SPINS_A_TURN - 1)
    g_thread_yield ();
}

static void
lock_job (NcsnThreads *threads)
{
  for (guint i = 0; __atomic_exchange_n (&threads->lock, 1, __ATOMIC_ACQUIRE); i++)
    pause_briefly (i); /* the holder may have been interrupted */
}

static void
unlock_job (NcsnThreads *threads)
{
  __atomic_store_n (&threads->lock, 0, __ATOMIC_RELEASE);
}

/* Joins the current job, unless it is closed or this worker has already joined it. */
static gboolean
join_job (NcsnThreads *threads, guint *last, Job *job)
{
  gboolean joined = FALSE;

  lock_job (threads);
  if (threads->open && threads->number != *last) {
    __atomic_add_fetch (&threads->active, 1, __ATOMIC_SEQ_CST);
    *job = threads->job;
    joined = TRUE;
  }
  *last = threads->number;
  unlock_job (threads);
  return joined;
}

/* Waits for another job than number `last`, or for the end of the pool. */
static void
wait_for_job (NcsnThreads *threads, guint last)
{
  for (guint i = 0; i < SPINS; i++) {
    if (__atomic_load_n (&threads->number, __ATOMIC_ACQUIRE) != last)
      return;
    pause_briefly (i);
  }
  g_mutex_lock (&threads->mutex);
  __atomic_add_fetch (&threads->sleeping, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n (&threads->number, __ATOMIC_SEQ_CST) == last && !threads->ending)
    g_cond_wait (&threads->work, &threads->mutex);
  __atomic_sub_fetch (&threads->sleeping, 1, __ATOMIC_SEQ_CST);
  g_mutex_unlock (&threads->mutex);
}

/* Leaves the job; the last worker wakes the caller if it sleeps. */
static void
leave_job (NcsnThreads *threads)
{
  if (__atomic_sub_fetch (&threads->active, 1, __ATOMIC_SEQ_CST) > 0 ||
      !__atomic_load_n (&threads->waiting, __ATOMIC_SEQ_CST))
    return;
  g_mutex_lock (&threads->mutex);
  g_cond_signal (&threads->done);
  g_mutex_unlock (&threads->mutex);
}

/* A worker that comes too late finds the job closed and waits for the next one: the caller never
 * waits for a sleeping worker. */
static gpointer
worker_main (gpointer data)
{
  g_autofree WorkerStart *start = data;
  NcsnThreads *threads = start->threads;
  guint last = 0;
  Job job;

  while (!g_atomic_int_get (&threads->ending)) {
    wait_for_job (threads, last);
    if (!join_job (threads, &last, &job))
      continue;
    take_blocks (threads, &job, start->worker);
    leave_job (threads);
  }
  return NULL;
}

static NcsnThreads *
pool_new (guint count)
{
  NcsnThreads *threads = g_new0 (NcsnThreads, 1);

  threads->count = count;
  threads->scratch = g_new0 (Scratch, count + 1);
  threads->shares = g_new0 (Share, count);
  g_mutex_init (&threads->mutex);
  g_cond_init (&threads->work);
  g_cond_init (&threads->done);
  return threads;
}

NcsnThreads *
ncsn_threads_new (guint count)
{
  NcsnThreads *threads = pool_new (count > 0 ? count : g_get_num_processors ());

  threads->workers = g_new0 (GThread *, threads->count);
  for (guint i = 1; i < threads->count; i++) {
    WorkerStart *start = g_new (WorkerStart, 1);
    *start = (WorkerStart){threads, i};
    threads->workers[i - 1] = g_thread_try_new ("ncsn", worker_main, start, NULL);
    if (threads->workers[i - 1] != NULL)
      continue;
    g_free (start);
    threads->count = i; /* no job has begun, so no worker has read it */
  }
  threads->single = g_new0 (NcsnThreads *, threads->count);
  for (guint i = 0; i < threads->count; i++)
    threads->single[i] = pool_new (1);
  return threads;
}

static void
pool_free (NcsnThreads *threads)
{
  for (guint i = 0; i <= threads->count; i++)
    ncsn_floats_free (threads->scratch[i].floats);
  g_cond_clear (&threads->done);
  g_cond_clear (&threads->work);
  g_mutex_clear (&threads->mutex);
  g_free (threads->scratch);
  g_free (threads->shares);
  g_free (threads);
}

void
ncsn_threads_free (NcsnThreads *threads)
{
  if (threads == NULL)
    return;
  g_mutex_lock (&threads->mutex);
  g_atomic_int_set (&threads->ending, 1);
  g_cond_broadcast (&threads->work);
  g_mutex_unlock (&threads->mutex);
  for (guint i = 1; i < threads->count; i++)
    g_thread_join (threads->workers[i - 1]);
  for (guint i = 0; i < threads->count; i++)
    pool_free (threads->single[i]);
  g_free (threads->single);
  g_free (threads->workers);
  pool_free (threads);
}

guint
ncsn_threads_count (const NcsnThreads *threads)
{
  return threads->count;
}

NcsnThreads *
ncsn_threads_single (NcsnThreads *threads, guint worker)
{
  return threads->single[worker];
}

static void
open_job (NcsnThreads *threads, const Job *job)
{
  lock_job (threads);
  threads->job = *job;
  set_shares (threads, job);
  threads->open = TRUE;
  __atomic_add_fetch (&threads->number, 1, __ATOMIC_SEQ_CST);
  unlock_job (threads);
  if (__atomic_load_n (&threads->sleeping, __ATOMIC_SEQ_CST) == 0)
    return;
  g_mutex_lock (&threads->mutex);
  g_cond_broadcast (&threads->work);
  g_mutex_unlock (&threads->mutex);
}

/* Closes the job and waits for the workers that still process one of its blocks. */
static void
close_job (NcsnThreads *threads)
{
  lock_job (threads);
  threads->open = FALSE;
  unlock_job (threads);
  for (guint i = 0; i < SPINS; i++) {
    if (__atomic_load_n (&threads->active, __ATOMIC_ACQUIRE) == 0)
      return;
    pause_briefly (i);
  }
  g_mutex_lock (&threads->mutex);
  __atomic_store_n (&threads->waiting, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n (&threads->active, __ATOMIC_SEQ_CST) > 0)
    g_cond_wait (&threads->done, &threads->mutex);
  __atomic_store_n (&threads->waiting, 0, __ATOMIC_SEQ_CST);
  g_mutex_unlock (&threads->mutex);
}

void
ncsn_parallel_for (NcsnThreads *threads, gsize count, gsize grain, NcsnRangeFunc func,
                   gpointer data)
{
  Job job = {func, data, count, grain};

  if (threads->count == 1 || count <= grain) {
    for (gsize first = 0; first < count; first += grain)
      func (first, MIN (first + grain, count), 0, data);
    return;
  }
  open_job (threads, &job);
  take_blocks (threads, &job, 0);
  close_job (threads);
}

static float *
grow (Scratch *scratch, gsize count)
{
  if (scratch->count < count) {
    g_autoptr (GError) error = NULL;

    ncsn_floats_free (scratch->floats);
    scratch->floats = ncsn_floats_new (count, &error);
    if (scratch->floats == NULL)
      g_error ("%s", error->message); /* as g_malloc () does; blocks have some hundred KiB */
    scratch->count = count;
  }
  return scratch->floats;
}

float *
ncsn_threads_scratch (NcsnThreads *threads, guint worker, gsize count)
{
  return grow (&threads->scratch[worker], count);
}

float *
ncsn_threads_shared_scratch (NcsnThreads *threads, gsize count)
{
  return grow (&threads->scratch[threads->count], count);
}
