/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Previews of a whole picture while its groups are sampled one after the other: finished groups,
 * the present one in its present state also where it overlaps them, and the rest of the picture. */
#pragma once

#include "fill/group.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct {
  const NcsnGroups *groups; /* not owned */
  const NcsnGroup *group;   /* the present one */
  float *picture;           /* (1, height, width, C); NULL without previews; owned */
} NcsnPreview;

/* How many numbers it stores: those of the picture, or 0 without previews. */
double ncsn_preview_floats (const NcsnTaskRun *run, const NcsnGroups *groups);

/* Makes `run` report previews of the picture, if its options ask for previews. Must be cleared in
 * either case. The groups must outlive it; the picture is copied. Fails with NCSN_ERROR_MEMORY. */
gboolean ncsn_preview_init (NcsnPreview *preview, NcsnTaskRun *run, const NcsnGroups *groups,
                            const float *picture, GError **error);
void ncsn_preview_clear (NcsnPreview *preview);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnPreview, ncsn_preview_clear)

G_END_DECLS
