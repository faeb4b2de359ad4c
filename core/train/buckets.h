/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums gradients over all groups of slices and all processes. The gradient is cut into buckets. A
 * bucket is sent as soon as the reverse sweeps of all groups have completed it, while the gradients
 * of earlier layers are still computed (Li et al. 2020, "PyTorch Distributed", section 3.2). */
#pragma once

#include "autodiff/graph.h"
#include "ncsn/communicator.h"

G_BEGIN_DECLS

typedef struct _NcsnBuckets NcsnBuckets;

/* gradients: groups × size floats. graph: any of the groups' graphs, which are equal. bucket:
 * floats in each bucket; the last one may have fewer. gradients and communicator must outlive the
 * object. */
NcsnBuckets *ncsn_buckets_new (const NcsnGraph *graph, gsize size, gsize bucket, guint groups,
                               float *gradients, const NcsnCommunicator *communicator);
void ncsn_buckets_free (NcsnBuckets *buckets); /* NULL is allowed */

/* Starts another batch: no bucket is complete. */
void ncsn_buckets_clear (NcsnBuckets *buckets);

/* The last reverse sweep of a group has passed a node (see NcsnGraphWatchFunc). Different groups
 * may call this at the same time. */
void ncsn_buckets_pass (NcsnBuckets *buckets, guint group, guint node);

/* Waits until the first group's gradient is the sum over all groups of all processes. To be called
 * after all groups have passed node 0. FALSE with the communicator's error. */
gboolean ncsn_buckets_end (NcsnBuckets *buckets, GError **error);

/* Adds the gradients of all other groups to that of the first, for floats first … last-1. */
void ncsn_sum_groups (float *gradients, gsize size, guint groups, gsize first, gsize last);

G_END_DECLS
