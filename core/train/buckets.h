/* Gradients on their way from groups of slices to the sum over all processes. They travel in
 * buckets: one is sent as soon as the reverse sweeps of all groups have left the weights in it
 * behind, while those of earlier layers are still to come (Li et al. 2020, "PyTorch Distributed",
 * section 3.2). */
#pragma once

#include "autodiff/graph.h"
#include "ncsn/communicator.h"

G_BEGIN_DECLS

typedef struct _NcsnBuckets NcsnBuckets;

/* gradients: groups × size floats. graph: the one that all groups sweep, or any of its twins.
 * bucket: floats in each, or a few less in the last. gradients and communicator must outlive it. */
NcsnBuckets *ncsn_buckets_new (const NcsnGraph *graph, gsize size, gsize bucket, guint groups,
                               float *gradients, const NcsnCommunicator *communicator);
void ncsn_buckets_free (NcsnBuckets *buckets); /* NULL is allowed */

/* For another batch: no group is past anything. */
void ncsn_buckets_clear (NcsnBuckets *buckets);

/* The last reverse sweep of a group is past a node: see NcsnGraphWatchFunc. Different groups may
 * call at once. */
void ncsn_buckets_pass (NcsnBuckets *buckets, guint group, guint node);

/* After all groups have passed node 0: waits until the first group's gradient is the sum of all
 * groups of all processes. */
gboolean ncsn_buckets_end (NcsnBuckets *buckets, GError **error);

/* Makes floats `first` up to `last` of the first group's gradient the sum of all groups. */
void ncsn_sum_groups (float *gradients, gsize size, guint groups, gsize first, gsize last);

G_END_DECLS
