/* Regions of a picture that are worked on together: a batch of cells of the model's size, or one
 * canvas of patches. */
#pragma once

#include "task/regions.h"
#include "task/score.h"

G_BEGIN_DECLS

typedef struct {
  const NcsnRegion *regions; /* shape.n of them; owned by the list that they are from */
  guint32 first;             /* number of the first in it */
  NcsnShape shape;           /* of all their pixels */
} NcsnGroup;

/* The regions that suit the model: a GArray of NcsnRegion (transfer full). context: as in
 * ncsn_regions_around (). NULL with NCSN_ERROR_MEMORY, before anything is looked at, when there is
 * not even enough for a copy of the picture. */
GArray *ncsn_group_regions (const NcsnModel *model, const NcsnWanted *wanted, int context,
                            GError **error);

/* The group that begins with region `first`; the next begins shape.n further. */
NcsnGroup ncsn_group_at (const NcsnModel *model, const GArray *regions, gsize first);

/* How many groups there are, and the shape of the largest. */
guint64 ncsn_group_count (const NcsnModel *model, const GArray *regions, NcsnShape *largest);

/* The score of a group, for a chain or for a `single` evaluation. */
NcsnTaskScore *ncsn_group_score (const NcsnTaskRun *run, const NcsnGroup *group, gboolean single,
                                 GError **error);

G_END_DECLS
