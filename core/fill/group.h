/* A picture's regions in groups that are worked on together: a batch of cells of the model's size,
 * of single patches, or one canvas of patches. What becomes of them is kept aside until all are
 * done, so that a failure or a cancellation half-way leaves the picture as it was. */
#pragma once

#include "fill/pixels.h"
#include "run/score.h"

G_BEGIN_DECLS

typedef struct {
  const NcsnRegion *regions; /* shape.n of them; not owned */
  guint32 first;             /* number of the first of them */
  NcsnShape shape;           /* of all their pixels */
  gboolean canvas;           /* more than a patch */
  float *pixels;             /* of shape; NULL until ncsn_group_load (); owned */
} NcsnGroup;

typedef struct {
  NcsnMask mask;
  gsize channels;
  double mean;     /* of the pictures that the model knows: what is taken where nothing is known */
  gboolean gray;   /* what is done is to have equal channels; FALSE until it is set */
  GArray *regions; /* of NcsnRegion */
  GArray *groups;  /* of NcsnGroup */
  NcsnShape largest; /* of a group */
  double floats;     /* in the pixels of all */
} NcsnGroups;

/* The regions that suit the model. context: as in ncsn_regions_around (). NCSN_ERROR_MEMORY, before
 * anything is looked at, for a picture that cannot be; NCSN_ERROR_ARGUMENT when nothing is wanted.
 * To be cleared in either case. */
gboolean ncsn_groups_init (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask,
                           int context, GError **error);
void ncsn_groups_clear (NcsnGroups *groups);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnGroups, ncsn_groups_clear)

NcsnGroup *ncsn_groups_get (const NcsnGroups *groups, guint index);

/* The score of a group, for a chain or for a `single` evaluation. */
NcsnTaskScore *ncsn_group_score (const NcsnTaskRun *run, const NcsnGroup *group, gboolean single,
                                 GError **error);

/* Copies a group's pixels from the picture, as ncsn_pixels_load () does. Unless wanted pixels are
 * not looked at either, what is known is continued smoothly over what is not. */
gboolean ncsn_group_load (const NcsnGroups *groups, NcsnGroup *group, const float *picture,
                          const NcsnPixelRange *range, GError **error);

/* Copies what is wanted of all groups' pixels to the picture; of a gray one, the means of their
 * channels, the nearest gray there is. */
void ncsn_groups_store (const NcsnGroups *groups, float *picture);

G_END_DECLS
