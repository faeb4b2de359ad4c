/* Drawing a part of a given picture anew, from nothing or from what is there. */
#pragma once

#include "fill/regions.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct {
  NcsnMask mask;
  int context;  /* as in ncsn_regions_around () */
  guint passes; /* as in NcsnKnown */
  guint fills;  /* at least 1: the mean of so many chains with noise of their own */
  gboolean
      start_from_picture; /* chains start from the picture with noise, not from what is around it */
  NcsnSampler sampler;    /* of the whole way, or of what is left of it */
} NcsnInpaintJob;

/* Changes the wanted pixels of `picture` (1, height, width, C), the others are held. On failure it
 * is as before. */
gboolean ncsn_inpaint_job_run (NcsnTaskRun *run, const NcsnInpaintJob *job, float *picture,
                               GError **error);

G_END_DECLS
