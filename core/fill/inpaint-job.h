/* Drawing a part of a given picture anew: a fill, or a variation of the present pixels. */
#pragma once

#include "fill/regions.h"
#include "run/run.h"

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

/* Changes the wanted pixels of `picture` (1, height, width, C); the others are held. On failure the
 * picture does not change. */
gboolean ncsn_inpaint_job_run (NcsnTaskRun *run, const NcsnInpaintJob *job, float *picture,
                               GError **error);

G_END_DECLS
