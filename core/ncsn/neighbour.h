/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places in given pictures that are most similar to a patch, to see whether a model copies. */
#pragma once

#include <gio/gio.h>
#include "shape.h"
#include "threads.h"

G_BEGIN_DECLS

/* A place in a picture, as large as the patch. */
typedef struct {
  double distance;   /* root mean square difference of the values; INFINITY: none was found yet */
  gsize picture;     /* number of the picture */
  gsize x, y;        /* upper left pixel */
  gboolean mirrored; /* the patch was compared mirrored left to right */
} NcsnNeighbour;

/* Searches a picture (1, height, width, C) for the place nearest, in L2, to each of shape.n patches
 * (N, h, w, C). If it is nearer than neighbours[k] it replaces that one, with `number` as its
 * picture. Calls with one picture after the other find the nearest places of all. Pictures smaller
 * than a patch are skipped.
 *
 * If there are many places, those with both coordinates multiples of f are compared first, by the
 * means of f × f pixels, with f such that a patch has 8 × 8 to 16 × 16 of these; then all places
 * around the 16 best are compared exactly. Copies are found everywhere; of places that are merely
 * similar, a nearer one may be missed. flip: compares mirrored patches too. cancellable, which may
 * be NULL: when it is triggered, the remaining patches are skipped. */
void ncsn_neighbours_search (NcsnThreads *threads, const float *patches, NcsnShape shape,
                             const float *picture, gsize height, gsize width, gsize number,
                             gboolean flip, NcsnNeighbour *neighbours, GCancellable *cancellable);

G_END_DECLS
