/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that a pool processes every item once, in blocks that do not depend on the number of
 * threads, and that its scratch memory and float arrays are as documented. */
#undef G_DISABLE_ASSERT
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "ncsn/error.h"

#define MAX_THREADS 5
#define MAX_ITEMS 5000

typedef struct {
  gsize count, grain;
  guint n_threads;
  guint visits[MAX_ITEMS]; /* each entry belongs to one block, so to one thread at a time */
  gint running[MAX_THREADS];
  gint wrong; /* blocks with wrong bounds, or that ran at once under one worker's number */
} Job;

static void
visit (gsize first, gsize last, guint worker, gpointer data)
{
  Job *job = data;
  gboolean cut = first % job->grain == 0 && last == MIN (first + job->grain, job->count);

  if (!cut || worker >= job->n_threads || g_atomic_int_add (&job->running[worker], 1) != 0)
    g_atomic_int_inc (&job->wrong);
  for (gsize i = first; i < last; i++)
    job->visits[i]++;
  g_atomic_int_add (&job->running[worker], -1);
}

static void
test_covers (void)
{
  static const gsize counts[] = {0, 1, 2, 7, 64, 65, 1000, 4999};
  static const gsize grains[] = {1, 2, 3, 64, 999, 100000};
  g_autofree Job *job = g_new (Job, 1);

  for (guint n = 1; n <= MAX_THREADS; n++) {
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (n);
    g_assert_cmpuint (ncsn_threads_count (threads), ==, n);
    for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
      for (guint g = 0; g < G_N_ELEMENTS (grains); g++) {
        *job = (Job){.count = counts[c], .grain = grains[g], .n_threads = n};
        ncsn_parallel_for (threads, counts[c], grains[g], visit, job);
        g_assert_cmpint (job->wrong, ==, 0);
        for (gsize i = 0; i < MAX_ITEMS; i++)
          g_assert_cmpuint (job->visits[i], ==, i < counts[c] ? 1 : 0);
      }
  }
}

/* Many small jobs in quick succession: none is lost. */
static void
test_many_jobs (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (3);
  g_autofree Job *job = g_new0 (Job, 1);

  *job = (Job){.count = 5, .grain = 1, .n_threads = 3};
  for (guint i = 0; i < 5000; i++)
    ncsn_parallel_for (threads, 5, 1, visit, job);
  g_assert_cmpint (job->wrong, ==, 0);
  for (gsize i = 0; i < 5; i++)
    g_assert_cmpuint (job->visits[i], ==, 5000);
}

typedef struct {
  gint turn;
  gint seen[2];
} Meeting;

/* Returns when two threads run it at the same time, or after a second. */
static void
meet (gsize first, gsize last, guint worker, gpointer data)
{
  Meeting *meeting = data;
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  g_atomic_int_inc (&meeting->turn);
  while (g_atomic_int_get (&meeting->turn) < 2 && g_get_monotonic_time () < end)
    g_thread_yield ();
  meeting->seen[first] = g_atomic_int_get (&meeting->turn);
}

/* Blocks run at the same time. */
static void
test_side_by_side (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  Meeting meeting = {0};

  ncsn_parallel_for (threads, 2, 1, meet, &meeting);
  g_assert_cmpint (meeting.seen[0], ==, 2);
  g_assert_cmpint (meeting.seen[1], ==, 2);
}

static void
test_all_processors (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);

  g_assert_cmpuint (ncsn_threads_count (threads), ==, g_get_num_processors ());
  ncsn_threads_free (NULL);
}

/* Scratch memory is aligned, writable to the last float, separate for each worker, and not moved by
 * a smaller request. */
static void
test_scratch (void)
{
  static const gsize counts[] = {1, 17, 1000, 100003};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (3);

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++) {
    float *scratch[4] = {ncsn_threads_scratch (threads, 0, counts[c]),
                         ncsn_threads_scratch (threads, 1, counts[c]),
                         ncsn_threads_scratch (threads, 2, counts[c]),
                         ncsn_threads_shared_scratch (threads, counts[c])};
    for (guint i = 0; i < 4; i++) {
      g_assert_cmpuint ((uintptr_t)scratch[i] % 64, ==, 0);
      memset (scratch[i], (int)i, counts[c] * sizeof (float));
    }
    for (guint i = 0; i < 4; i++) {
      const guint8 *bytes = (const guint8 *)scratch[i];
      for (gsize b = 0; b < counts[c] * sizeof (float); b++)
        g_assert_cmpuint (bytes[b], ==, i);
    }
    g_assert_true (ncsn_threads_scratch (threads, 1, counts[c] / 2) == scratch[1]);
  }
}

static void
test_floats (void)
{
  static const gsize counts[] = {0, 1, 15, 16, 17, 100003};
  g_autoptr (GError) error = NULL;

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++) {
    g_autoptr (NcsnFloats) floats = ncsn_floats_new (counts[c], &error);
    g_assert_no_error (error);
    g_assert_nonnull (floats);
    g_assert_cmpuint ((uintptr_t)floats % 64, ==, 0);
    for (gsize i = 0; i < counts[c]; i++)
      g_assert_cmpfloat ((double)floats[i], ==, 0.0);
  }
  ncsn_floats_free (NULL);
}

static void
test_floats_too_many (void)
{
  static const gsize counts[] = {G_MAXSIZE, G_MAXSIZE / 4, G_MAXSIZE / 4 + 1, G_MAXSIZE / 4 - 15};

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (ncsn_floats_new (counts[c], &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY);
  }
}

static void
test_checked_size (void)
{
  const gsize max = G_MAXSIZE / sizeof (float), root = (gsize)1 << 4 * sizeof (gsize);
  gsize size;

  g_assert_true (ncsn_shape_checked_size ((NcsnShape){3, 5, 7, 11}, &size));
  g_assert_cmpuint (size, ==, 1155);
  g_assert_true (ncsn_shape_checked_size ((NcsnShape){3, 0, 7, 11}, &size));
  g_assert_cmpuint (size, ==, 0);
  g_assert_true (ncsn_shape_checked_size ((NcsnShape){1, max, 1, 1}, &size));
  g_assert_cmpuint (size, ==, max);
  g_assert_false (ncsn_shape_checked_size ((NcsnShape){1, max + 1, 1, 1}, &size));
  g_assert_false (ncsn_shape_checked_size ((NcsnShape){G_MAXSIZE, 2, 1, 1}, &size));
  g_assert_false (ncsn_shape_checked_size ((NcsnShape){1, 1, root, root}, &size)); /* wraps to 0 */
  g_assert_false (ncsn_shape_checked_size ((NcsnShape){root, 1, root, 1}, &size));
  g_assert_false (ncsn_shape_checked_size ((NcsnShape){root, root / 4, 1, 2}, &size));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parallel/covers", test_covers);
  g_test_add_func ("/parallel/many-jobs", test_many_jobs);
  g_test_add_func ("/parallel/side-by-side", test_side_by_side);
  g_test_add_func ("/parallel/all-processors", test_all_processors);
  g_test_add_func ("/parallel/scratch", test_scratch);
  g_test_add_func ("/memory/floats", test_floats);
  g_test_add_func ("/memory/floats-too-many", test_floats_too_many);
  g_test_add_func ("/memory/checked-size", test_checked_size);
  return g_test_run ();
}
