/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool: workers sleep on a condition until a job comes, then take blocks of it one by one. */
#include "base/parallel.h"

#include <cblas.h>

#include "base/memory.h"

typedef struct {
  float *floats;
  gsize count;
} Scratch;

struct _NcsnThreads {
  guint count;
  GThread **workers; /* count - 1: the caller is worker 0 */
  Scratch *scratch;  /* count + 1: the last is the shared one */

  GMutex mutex;
  GCond work, done;
  guint64 job; /* number of the present job; a worker compares it with the last one it did */
  guint busy;  /* workers not yet done with it */
  gboolean ending;

  NcsnRangeFunc func;
  gpointer data;
  gsize items, grain;
  gsize next; /* first item nobody has taken; atomic */
};

typedef struct {
  NcsnThreads *threads;
  guint worker;
} WorkerStart;

static void
take_blocks (NcsnThreads *threads, guint worker)
{
  for (;;) {
    gsize first = __atomic_fetch_add (&threads->next, threads->grain, __ATOMIC_RELAXED);
    if (first >= threads->items)
      return;
    gsize last = MIN (first + threads->grain, threads->items);
    threads->func (first, last, worker, threads->data);
  }
}

static gpointer
worker_main (gpointer data)
{
  g_autofree WorkerStart *start = data;
  NcsnThreads *threads = start->threads;
  guint64 last_job = 0;

  g_mutex_lock (&threads->mutex);
  for (;;) {
    while (threads->job == last_job && !threads->ending)
      g_cond_wait (&threads->work, &threads->mutex);
    if (threads->ending)
      break;
    last_job = threads->job;
    g_mutex_unlock (&threads->mutex);
    take_blocks (threads, start->worker);
    g_mutex_lock (&threads->mutex);
    if (--threads->busy == 0)
      g_cond_signal (&threads->done);
  }
  g_mutex_unlock (&threads->mutex);
  return NULL;
}

NcsnThreads *
ncsn_threads_new (guint count)
{
  NcsnThreads *threads = g_new0 (NcsnThreads, 1);

  threads->count = count > 0 ? count : g_get_num_processors ();
  threads->workers = g_new0 (GThread *, threads->count);
  threads->scratch = g_new0 (Scratch, threads->count + 1);
  g_mutex_init (&threads->mutex);
  g_cond_init (&threads->work);
  g_cond_init (&threads->done);
  openblas_set_num_threads (1);
  for (guint i = 1; i < threads->count; i++) {
    WorkerStart *start = g_new (WorkerStart, 1);
    *start = (WorkerStart){threads, i};
    threads->workers[i - 1] = g_thread_new ("ncsn", worker_main, start);
  }
  return threads;
}

void
ncsn_threads_free (NcsnThreads *threads)
{
  if (!threads)
    return;
  g_mutex_lock (&threads->mutex);
  threads->ending = TRUE;
  g_cond_broadcast (&threads->work);
  g_mutex_unlock (&threads->mutex);
  for (guint i = 1; i < threads->count; i++)
    g_thread_join (threads->workers[i - 1]);
  for (guint i = 0; i <= threads->count; i++)
    ncsn_floats_free (threads->scratch[i].floats);
  g_cond_clear (&threads->done);
  g_cond_clear (&threads->work);
  g_mutex_clear (&threads->mutex);
  g_free (threads->scratch);
  g_free (threads->workers);
  g_free (threads);
}

guint
ncsn_threads_count (const NcsnThreads *threads)
{
  return threads->count;
}

void
ncsn_parallel_for (NcsnThreads *threads, gsize count, gsize grain, NcsnRangeFunc func,
                   gpointer data)
{
  if (threads->count == 1 || count <= grain) {
    for (gsize first = 0; first < count; first += grain)
      func (first, MIN (first + grain, count), 0, data);
    return;
  }
  g_mutex_lock (&threads->mutex);
  threads->func = func;
  threads->data = data;
  threads->items = count;
  threads->grain = grain;
  threads->next = 0;
  threads->busy = threads->count - 1;
  threads->job++;
  g_cond_broadcast (&threads->work);
  g_mutex_unlock (&threads->mutex);

  take_blocks (threads, 0);

  g_mutex_lock (&threads->mutex);
  while (threads->busy > 0)
    g_cond_wait (&threads->done, &threads->mutex);
  g_mutex_unlock (&threads->mutex);
}

static float *
grow (Scratch *scratch, gsize count)
{
  if (scratch->count < count) {
    g_autoptr (GError) error = NULL;

    ncsn_floats_free (scratch->floats);
    scratch->floats = ncsn_floats_new (count, &error);
    if (!scratch->floats)
      g_error ("%s", error->message); /* as g_malloc () does: blocks are small, some hundred KiB */
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
