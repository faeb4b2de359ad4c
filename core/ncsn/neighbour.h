/* What of given pictures is most like a patch: whether a model copies. */
#pragma once

#include <gio/gio.h>
#include "shape.h"
#include "threads.h"

G_BEGIN_DECLS

/* A place in a picture, as large as the patch. */
typedef struct {
  double distance;   /* root mean square difference of the values; INFINITY: nothing is known yet */
  gsize picture;     /* its number */
  gsize x, y;        /* upper left pixel */
  gboolean mirrored; /* the place is like the patch when that is mirrored left to right */
} NcsnNeighbour;

/* Looks at all places of a picture (1, height, width, C) for those that are nearest, in L2, to each
 * of shape.n patches (N, h, w, C); where one is nearer than neighbours[k], that becomes it, with
 * `number` as its picture. Called with one picture after the other, it finds the nearest places of
 * all. Pictures smaller than a patch are passed over.
 *
 * Where there are many places, those whose both coordinates are multiples of f are compared first,
 * by the means of f × f pixels, f such that a patch has 8 × 8 to 16 × 16 of them; all places around
 * the 16 best are then compared exactly. Copies are found wherever they are; of places that are
 * only alike a nearer one may be missed. flip: mirrored places as well. When `cancellable`, which
 * may be NULL, is triggered, the rest of the patches is left out. */
void ncsn_neighbours_search (NcsnThreads *threads, const float *patches, NcsnShape shape,
                             const float *picture, gsize height, gsize width, gsize number,
                             gboolean flip, NcsnNeighbour *neighbours, GCancellable *cancellable);

G_END_DECLS
