/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends gradients in buckets while the reverse sweeps still run. A bucket is complete after the
 * first node that reads its weights: reverse sweeps visit that node last. The order of completion
 * follows from the graph alone, so every process sends its buckets in the same order. */
#include "train/buckets.h"

#include <stdlib.h>
#include <string.h>

#include "base/simd.h"

typedef struct {
  gsize first, last;
  guint reader; /* the first node that reads its weights */
} Bucket;

struct _NcsnBuckets {
  const NcsnCommunicator *communicator; /* not owned */
  float *gradients;                     /* groups × size; not owned */
  gsize size;
  guint groups, count;
  Bucket *buckets; /* `count` of them, in the order in which reverse sweeps complete them */
  guint *passed;   /* for each group, how many it has completed */
  guint sent;
  GMutex mutex; /* protects passed and sent; only one sum may begin at a time */
};

/* By descending readers; buckets of the same reader by their place in memory. */
static int
compare (const void *a, const void *b)
{
  const Bucket *x = a, *y = b;

  if (x->reader != y->reader)
    return x->reader > y->reader ? -1 : 1;
  return x->first < y->first ? -1 : 1;
}

NcsnBuckets *
ncsn_buckets_new (const NcsnGraph *graph, gsize size, gsize bucket, guint groups, float *gradients,
                  const NcsnCommunicator *communicator)
{
  NcsnBuckets *b = g_new0 (NcsnBuckets, 1);

  b->communicator = communicator;
  b->gradients = gradients;
  b->size = size;
  b->groups = groups;
  b->count = (guint)((size + bucket - 1) / bucket);
  b->buckets = g_new (Bucket, b->count);
  b->passed = g_new0 (guint, groups);
  g_mutex_init (&b->mutex);
  for (guint i = 0; i < b->count; i++) {
    gsize first = i * bucket, last = MIN (first + bucket, size);
    b->buckets[i] = (Bucket){first, last, ncsn_graph_first_reader (graph, first, last)};
  }
  qsort (b->buckets, b->count, sizeof (Bucket), compare);
  return b;
}

void
ncsn_buckets_free (NcsnBuckets *b)
{
  if (b == NULL)
    return;
  g_mutex_clear (&b->mutex);
  g_free (b->buckets);
  g_free (b->passed);
  g_free (b);
}

void
ncsn_buckets_clear (NcsnBuckets *b)
{
  memset (b->passed, 0, b->groups * sizeof (guint));
  b->sent = 0;
}

static void
send (NcsnBuckets *b, const Bucket *bucket)
{
  ncsn_sum_groups (b->gradients, b->size, b->groups, bucket->first, bucket->last);
  b->communicator->begin_sum (b->gradients + bucket->first, bucket->last - bucket->first,
                              b->communicator->data);
}

void
ncsn_buckets_pass (NcsnBuckets *b, guint group, guint node)
{
  guint passed = b->passed[group]; /* only this thread writes it */

  while (passed < b->count && b->buckets[passed].reader >= node)
    passed++;
  if (passed == b->passed[group])
    return;
  g_mutex_lock (&b->mutex);
  b->passed[group] = passed;
  for (guint i = 0; i < b->groups; i++)
    passed = MIN (passed, b->passed[i]);
  for (; b->sent < passed; b->sent++)
    send (b, &b->buckets[b->sent]);
  g_mutex_unlock (&b->mutex);
}

gboolean
ncsn_buckets_end (NcsnBuckets *b, GError **error)
{
  return b->communicator->end_sums (b->communicator->data, error);
}

NCSN_SIMD static void
add (const float *from, gsize count, float *to)
{
  for (gsize i = 0; i < count; i++)
    to[i] += from[i];
}

void
ncsn_sum_groups (float *gradients, gsize size, guint groups, gsize first, gsize last)
{
  for (guint group = 1; group < groups; group++)
    add (gradients + group * size + first, last - first, gradients + first);
}
