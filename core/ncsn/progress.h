/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress reports of long calls. */
#pragma once

#include "shape.h"

G_BEGIN_DECLS

typedef struct {
  guint64 done, total;   /* score evaluations */
  guint64 rounds;        /* those of `total` whose score is that of patches of the picture */
  double share;          /* of the work that is done, from 0 to 1: not all evaluations take equally
                            long */
  double sigma;          /* the noise level just visited */
  NcsnShape shape;       /* of `denoised` */
  const float *denoised; /* x + σ² s(x, σ), the estimate of the clean pictures; valid during the
                            call; NULL when no preview is due */
  NcsnShape chain;       /* of `state` and `score` */
  const float *state;    /* x, the pictures under noise that the score was evaluated at: those of a
                            batch, a whole canvas, or the region of a hole; valid during the call.
                            NULL: this evaluation is not one of a chain */
  const float *score;    /* s(x, σ), valid during the call; NULL with `state` */
} NcsnProgress;

/* Called on the thread that samples, after every evaluation. */
typedef void (*NcsnProgressFunc) (const NcsnProgress *progress, gpointer data);

G_END_DECLS
