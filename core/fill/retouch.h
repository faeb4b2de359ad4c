/* Drawing a part of a given picture anew, from nothing or from what is there. */
#pragma once

#include "fill/regions.h"
#include "run/run.h"

G_BEGIN_DECLS

typedef struct {
  NcsnWanted wanted;
  int context;         /* as in ncsn_regions_around () */
  guint resample;      /* as in NcsnKnown */
  guint fills;         /* at least 1: the mean of so many chains with noise of their own */
  gboolean from_it;    /* chains start from the picture with noise, not from what is around it */
  NcsnSampler sampler; /* of the whole way, or of what is left of it */
} NcsnRetouch;

/* Changes the wanted pixels of `picture` (1, height, width, C), the others are held. On failure it
 * is as before. */
gboolean ncsn_task_retouch (NcsnTaskRun *run, const NcsnRetouch *retouch, float *picture,
                            GError **error);

G_END_DECLS
