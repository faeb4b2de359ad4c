/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling holes of any size with the picture's own patches (ncsn/patches.h), without a model. */
#pragma once

#include "fill/group.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct {
  NcsnGroups groups;    /* a region each */
  gsize width;          /* of the widest hole, in pixels */
  guint64 total;        /* evaluations of scores */
  double work;          /* how many of these at full size take as long */
  const float *sources; /* as in NcsnInpaintOptions */
} NcsnPatchFill;

/* Finds the regions. sources: as in NcsnInpaintOptions. Fails as ncsn_groups_init (), and with
 * NCSN_ERROR_ARGUMENT if there are no sources; must be cleared in either case. */
gboolean ncsn_patch_fill_init (NcsnPatchFill *fill, const NcsnMask *mask, gsize channels,
                               const float *sources, GError **error);
void ncsn_patch_fill_clear (NcsnPatchFill *fill);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnPatchFill, ncsn_patch_fill_clear)

/* Changes the wanted pixels of `picture` (1, height, width, channels). On failure the picture does
 * not change. Adds nothing to run->total. Reads no model. */
gboolean ncsn_patch_fill_run (NcsnTaskRun *run, NcsnPatchFill *fill, float *picture,
                              GError **error);

G_END_DECLS
