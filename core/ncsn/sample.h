/* Sampling: Langevin dynamics over any score function. */
#pragma once

#include <gio/gio.h>
#include "progress.h"
#include "schedule.h"
#include "score.h"

G_BEGIN_DECLS

/* Pixels that must be kept (Song & Ermon 2019, appendix B.3). */
typedef struct {
  const float *known; /* (N, H, W, C): the picture to keep */
  const float *mask;  /* (N, H, W, 1): 0 keeps the pixel, anything above lets the chain fill it. A
                         soft  edge is blended afterwards by the caller, with the mask as opacity:
                         blending  noisy pictures would lower their noise below the level's. */
} NcsnKnown;

typedef struct {
  guint64 seed;
  guint32 first_picture;  /* number of the first picture in the seed's sequence: picture k of a seed
                             is  the same whatever batch it is drawn in */
  const NcsnKnown *known; /* NULL: nothing is held */
  NcsnProgressFunc progress; /* may be NULL */
  gpointer progress_data;
  GCancellable *cancellable; /* may be NULL */
} NcsnSampleOptions;

/* Where the chains start: x = u + σ z with u ~ U[0,1] and z ~ N(0, I), the paper's uniform start
 * seen through the first noise level, so that it suits any σ_1. x: (N, H, W, C). */
void ncsn_sample_prior (float *x, NcsnShape shape, double sigma, guint64 seed,
                        guint32 first_picture);

/* Langevin dynamics at one level: `steps` times x ← x + (α/2) s(x, σ) + √α z. x is in and out.
 * (Welling & Teh 2011; Song & Ermon 2019, eq. 4.) */
gboolean ncsn_sample_langevin (NcsnScore score, float *x, NcsnShape shape, double sigma,
                               double alpha, guint steps, const NcsnSampleOptions *options,
                               GError **error);

/* Annealed Langevin dynamics (Song & Ermon 2019, algorithm 1), from x as given to a sample. On
 * failure or cancellation x holds an unfinished chain. */
gboolean ncsn_sample_annealed (NcsnScore score, float *x, NcsnShape shape,
                               const NcsnSchedule *schedule, const NcsnSampleOptions *options,
                               GError **error);

G_END_DECLS
