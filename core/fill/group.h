/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture's regions in groups that are sampled together: a batch of cells or of single patches,
 * or one canvas of patches. Their results are stored in the picture when all are finished, so that
 * a failure or a cancellation leaves the picture as it was. */
#pragma once

#include "fill/pixels.h"
#include "fill/tiles.h"
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
  double mean;       /* of the model's training pictures: stands for pixels when none is known */
  gboolean gray;     /* results must have equal channels; FALSE at first */
  GArray *regions;   /* of NcsnRegion */
  NcsnTiles tiles;   /* the regions of a whole picture, for a model of patches; else zeros */
  GArray *groups;    /* of NcsnGroup */
  NcsnShape largest; /* of a group */
  double floats;     /* in the pixels of all */
} NcsnGroups;

/* Finds the regions that suit the model. context: as in ncsn_regions_around (). Fails with
 * NCSN_ERROR_MEMORY, before it reads the mask, if the picture is larger than memory, and with
 * NCSN_ERROR_ARGUMENT if no pixel is wanted. Must be cleared in either case. */
gboolean ncsn_groups_init (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask,
                           int context, GError **error);
/* The same for a single evaluation of a whole picture, without a mask: tiles (tiles.h) for a model
 * of patches. */
gboolean ncsn_groups_init_whole (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask,
                                 GError **error);
/* The same, in canvases for chains. The model is one of patches. */
gboolean ncsn_groups_init_canvases (NcsnGroups *groups, const NcsnModel *model,
                                    const NcsnMask *mask, GError **error);
/* The same without a model: each region is a group, and has `margin` pixels around its wanted ones.
 * At edges of the picture it extends `border` pixels beyond. patch: the least side of a region. */
gboolean ncsn_groups_init_around (NcsnGroups *groups, const NcsnMask *mask, gsize channels,
                                  gsize patch, int margin, gsize border, GError **error);

void ncsn_groups_clear (NcsnGroups *groups);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnGroups, ncsn_groups_clear)

NcsnGroup *ncsn_groups_get (const NcsnGroups *groups, guint index);

/* The score of a group. */
NcsnTaskScore *ncsn_group_score (const NcsnTaskRun *run, const NcsnGroup *group, GError **error);

/* Copies a group's pixels from the picture, as ncsn_pixels_load () does. Unless range->blind, known
 * pixels are continued smoothly over unknown ones. */
gboolean ncsn_group_load (const NcsnGroups *groups, NcsnGroup *group, const float *picture,
                          const NcsnPixelRange *range, GError **error);

/* Frees the pixels of a group, of which a task needs one at a time. */
void ncsn_group_unload (NcsnGroup *group);

/* Adds the pixels of a group of a whole picture to the result: copies cells, and blends
 * tiles as ncsn_tiles_add () does. If the picture is gray they become the means of their channels
 * first.
 */
void ncsn_group_add (const NcsnGroups *groups, NcsnGroup *group, const NcsnPixelSource *source,
                     float *result);

/* Copies the wanted pixels of all groups to the picture. If it is gray they become the means of
 * their channels, which is the nearest gray. */
void ncsn_groups_store (const NcsnGroups *groups, float *picture);

G_END_DECLS
