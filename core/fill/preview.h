/* Previews of a whole picture while its groups are worked on one after the other: what is done,
 * what is under way as it looks now, and the rest as it was. */
#pragma once

#include "fill/group.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct {
  const NcsnGroups *groups; /* not owned */
  const NcsnGroup *group;   /* the one at hand */
  float *picture;           /* (1, height, width, C); NULL when nobody looks; owned */
} NcsnPreview;

/* Numbers that it holds: those of the picture, or none. */
double ncsn_preview_floats (const NcsnTaskRun *run, const NcsnGroups *groups);

/* Makes `run` show previews of the picture, if they are wanted. It must be cleared in either case,
 * and groups and picture outlive it. */
gboolean ncsn_preview_init (NcsnPreview *preview, NcsnTaskRun *run, const NcsnGroups *groups,
                            const float *picture, GError **error);
void ncsn_preview_clear (NcsnPreview *preview);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnPreview, ncsn_preview_clear)

G_END_DECLS
