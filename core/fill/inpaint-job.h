/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing a part of a given picture anew: a fill, or a variation of the present pixels. */
#pragma once

#include "fill/group.h"

G_BEGIN_DECLS

typedef struct {
  NcsnMask mask;
  int context;                 /* as in ncsn_regions_around () */
  guint passes;                /* as in NcsnSampleOptions */
  guint fills;                 /* at least 1: the result is the mean of so many chains */
  gboolean start_from_picture; /* chains start from the picture with noise, otherwise from a smooth
                                  continuation of the surroundings */
  NcsnSampler sampler;         /* begins at the noise of the picture if start_from_picture */
} NcsnInpaintJob;

/* The work of a job: its groups. */
typedef struct {
  NcsnInpaintJob job;
  NcsnGroups groups;
  NcsnShape largest; /* of a batch of chains */
} NcsnInpaintWork;

/* Finds the groups, adds their evaluations to those of the run, and checks the memory. Must be
 * cleared in either case. */
gboolean ncsn_inpaint_work_init (NcsnInpaintWork *work, NcsnTaskRun *run, const NcsnInpaintJob *job,
                                 GError **error);
void ncsn_inpaint_work_clear (NcsnInpaintWork *work);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnInpaintWork, ncsn_inpaint_work_clear)

/* Changes the wanted pixels of `picture` (1, height, width, C); the others are held. On failure the
 * picture does not change. */
gboolean ncsn_inpaint_work_run (NcsnInpaintWork *work, NcsnTaskRun *run, float *picture,
                                GError **error);

/* Both at once. */
gboolean ncsn_inpaint_job_run (NcsnTaskRun *run, const NcsnInpaintJob *job, float *picture,
                               GError **error);

G_END_DECLS
