/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of a training, by MPI. Sums are non-blocking: a thread tests them until they are
 * done, since most implementations of MPI move data only inside their functions. A thread that
 * waits tests less often after a while, so that it leaves the processor to the process it waits
 * for. */
#define _GNU_SOURCE /* for CPU_COUNT () */
#include "parallel/processes.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>
#include <mpi.h>
#include <sched.h>

#define TEST_INTERVAL 100        /* µs */
#define TESTS_WITHOUT_PAUSE 1000 /* before a wait pauses between tests */
#define MAX_WAIT 100000          /* µs to wait for the others after a cancellation */
#define PIECE ((gsize)256 << 20) /* bytes of a broadcast at a time: MPI counts them in an int */

typedef struct {
  NcsnProcesses processes; /* the first member, so that pointers to both are equal */
  GMutex mutex;            /* held around every call of MPI; protects the next three members */
  GCond begun;
  GArray *requests; /* of MPI_Request */
  gboolean ending;
  GThread *thread;
  gboolean given_up; /* a wait ended before its sum */
} Mpi;

/* Whether all requests are done. The caller holds the mutex. */
static gboolean
test_requests (Mpi *mpi)
{
  int done = 1;

  if (mpi->requests->len > 0)
    MPI_Testall ((int)mpi->requests->len, (MPI_Request *)(gpointer)mpi->requests->data, &done,
                 MPI_STATUSES_IGNORE);
  if (done)
    g_array_set_size (mpi->requests, 0);
  return done;
}

static gpointer
test_thread (gpointer data)
{
  Mpi *mpi = data;

  g_mutex_lock (&mpi->mutex);
  while (!mpi->ending) {
    if (test_requests (mpi)) {
      g_cond_wait (&mpi->begun, &mpi->mutex);
    } else {
      g_mutex_unlock (&mpi->mutex);
      g_usleep (TEST_INTERVAL);
      g_mutex_lock (&mpi->mutex);
    }
  }
  g_mutex_unlock (&mpi->mutex);
  return NULL;
}

/* Whether a wait ends because of a cancellation. *cancelled is the time at which the wait first saw
 * it; 0: not yet. */
static gboolean
is_overdue (const Mpi *mpi, gint64 *cancelled)
{
  if (!g_cancellable_is_cancelled (mpi->processes.cancellable))
    return FALSE;
  if (*cancelled == 0)
    *cancelled = g_get_monotonic_time ();
  return g_get_monotonic_time () - *cancelled > MAX_WAIT;
}

static gboolean
end_sums (gpointer data, GError **error)
{
  Mpi *mpi = data;
  gint64 cancelled = 0;

  for (guint i = 0; !mpi->given_up; i++) {
    g_mutex_lock (&mpi->mutex);
    gboolean done = test_requests (mpi);
    g_mutex_unlock (&mpi->mutex);
    if (done)
      return TRUE;
    mpi->given_up = is_overdue (mpi, &cancelled);
    if (i < TESTS_WITHOUT_PAUSE)
      g_thread_yield ();
    else
      g_usleep (TEST_INTERVAL);
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                       _ ("The training was stopped while it waited for other processes."));
  return FALSE;
}

/* Adds a request for the thread to test. The caller holds the mutex. */
static void
add_request (Mpi *mpi, MPI_Request request)
{
  g_array_append_val (mpi->requests, request);
  g_cond_signal (&mpi->begun);
}

static void
begin (Mpi *mpi, gpointer values, gsize count, MPI_Datatype type)
{
  MPI_Request request;

  g_assert (count <= G_MAXINT);
  g_mutex_lock (&mpi->mutex);
  MPI_Iallreduce (MPI_IN_PLACE, values, (int)count, type, MPI_SUM, MPI_COMM_WORLD, &request);
  add_request (mpi, request);
  g_mutex_unlock (&mpi->mutex);
}

static void
begin_sum (float *values, gsize count, gpointer data)
{
  begin (data, values, count, MPI_FLOAT);
}

static gboolean
sum (double *values, gsize count, gpointer data, GError **error)
{
  begin (data, values, count, MPI_DOUBLE);
  return end_sums (data, error);
}

static void
broadcast (NcsnProcesses *processes, guint from, gpointer bytes, gsize count)
{
  Mpi *mpi = (Mpi *)processes;
  MPI_Request request;

  for (gsize first = 0; first < count; first += PIECE) {
    g_mutex_lock (&mpi->mutex);
    MPI_Ibcast ((guint8 *)bytes + first, (int)MIN (PIECE, count - first), MPI_BYTE, (int)from,
                MPI_COMM_WORLD, &request);
    add_request (mpi, request);
    g_mutex_unlock (&mpi->mutex);
    end_sums (mpi, NULL);
  }
}

static void
abort_all (NcsnProcesses *processes, int status)
{
  Mpi *mpi = (Mpi *)processes;

  g_mutex_lock (&mpi->mutex);
  MPI_Abort (MPI_COMM_WORLD, status);
}

/* A sum waits for the others first, since MPI_Finalize () would keep a processor busy meanwhile. */
static void
leave (NcsnProcesses *processes, int status)
{
  Mpi *mpi = (Mpi *)processes;
  double nothing = 0;

  if (!sum (&nothing, 1, mpi, NULL))
    abort_all (processes, status);
  g_mutex_lock (&mpi->mutex);
  mpi->ending = TRUE;
  g_cond_signal (&mpi->begun);
  g_mutex_unlock (&mpi->mutex);
  g_thread_join (mpi->thread);
  MPI_Finalize ();
  g_clear_object (&mpi->processes.cancellable);
  g_array_unref (mpi->requests);
  g_cond_clear (&mpi->begun);
  g_mutex_clear (&mpi->mutex);
  g_free (mpi);
}

/* The number of processors that this machine's processes may use, divided by the number of these
 * processes. The launcher may have bound each of them to different processors or all to the same.
 */
static guint
share_processors (void)
{
  MPI_Comm machine;
  int here;
  cpu_set_t allowed;

  CPU_ZERO (&allowed);
  sched_getaffinity (0, sizeof allowed, &allowed);
  MPI_Comm_split_type (MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size (machine, &here);
  MPI_Allreduce (MPI_IN_PLACE, &allowed, sizeof allowed, MPI_BYTE, MPI_BOR, machine);
  MPI_Comm_free (&machine);
  return (guint)MAX (1, CPU_COUNT (&allowed) / here);
}

G_MODULE_EXPORT NcsnProcesses *ncsn_processes_join (GError **error);

NcsnProcesses *
ncsn_processes_join (GError **error)
{
  int provided, rank, size;

  MPI_Init_thread (NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (provided < MPI_THREAD_SERIALIZED) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _ ("This MPI library does not support threads: install one with "
                            "MPI_THREAD_SERIALIZED."));
    MPI_Finalize ();
    return NULL;
  }
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  MPI_Comm_size (MPI_COMM_WORLD, &size);
  Mpi *mpi = g_new0 (Mpi, 1);
  mpi->processes =
      (NcsnProcesses){.communicator = {(guint)rank, (guint)size, begin_sum, end_sums, sum, mpi},
                      .processors = share_processors (),
                      .broadcast = broadcast,
                      .leave = leave,
                      .abort = abort_all};
  g_mutex_init (&mpi->mutex);
  g_cond_init (&mpi->begun);
  mpi->requests = g_array_new (FALSE, FALSE, sizeof (MPI_Request));
  mpi->thread = g_thread_new ("ncsn mpi", test_thread, mpi);
  return &mpi->processes;
}
