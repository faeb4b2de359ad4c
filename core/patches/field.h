/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field of nearest patches: for each patch of a picture that has missing pixels, the patches of
 * the source that are most similar. */
#pragma once

#include "patches/places.h"

G_BEGIN_DECLS

typedef struct {
  NcsnPatchPlaces source;
  NcsnPatchTarget target;
  NcsnPatchOptions options;
  gboolean all;       /* the matches are all patches of the source */
  gsize row;          /* floats from one row of `query` to the next */
  float *query;       /* the picture with NCSN_PATCH_RADIUS pixels around it */
  guint8 *wanted;     /* (height, width): whether the patch around this pixel has a missing one */
  NcsnMatch *matches; /* (height, width, neighbours), the nearest first */
  NcsnMatch *last;    /* the matches before a sweep */
  guint32 sweep;      /* number of the next one */
} NcsnPatchField;

/* Fails as ncsn_patch_score_new (); must be cleared in either case. */
gboolean ncsn_patch_field_init (NcsnPatchField *field, const NcsnPatchSource *source,
                                const NcsnPatchTarget *target, const NcsnPatchOptions *options,
                                GError **error);
void ncsn_patch_field_clear (NcsnPatchField *field);

/* Makes x, (height, width, channels), the picture whose patches are searched for, with known pixels
 * in the place of its own; known may be NULL. */
void ncsn_patch_field_look_at (NcsnPatchField *field, const float *x, const NcsnKnown *known);

/* Measures all distances anew, and searches for nearer patches. */
void ncsn_patch_field_search (NcsnPatchField *field, NcsnThreads *threads);

/* Takes the matches of a field of half the size, with their distances. */
void ncsn_patch_field_refine (NcsnPatchField *field, const NcsnPatchField *coarser);

/* The place i of an axis of this size, or -1 where it has none. */
static inline gssize
ncsn_patch_place_on (gssize i, gsize size, gboolean wrap)
{
  const gssize n = (gssize)size;

  if (wrap)
    return (i % n + n) % n;
  return i >= 0 && i < n ? i : -1;
}

G_END_DECLS
