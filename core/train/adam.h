/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The update of the weights: Adam with clipped gradients and the running average of the weights, in
 * one pass over memory. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

#define NCSN_ADAM_BETA1 0.9
#define NCSN_ADAM_BETA2 0.999
#define NCSN_ADAM_EPSILON 1e-8

/* The arrays of a step, `count` floats each. */
typedef struct {
  gsize count;
  float *weights, *average, *m, *v; /* m, v: Adam's running moments */
  const float *gradients;
} NcsnAdam;

typedef struct {
  guint64 step; /* the number of this step, from 1, for Adam's bias correction */
  double rate;  /* learning rate */
  double scale; /* of the gradients: below 1 if they are clipped */
  double decay; /* of the average: θ' ← decay θ' + (1-decay) θ */
} NcsnAdamStep;

/* Makes one step: m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g², θ ← θ - rate m̂/(√v̂ + ε) (Kingma & Ba 2015,
 * algorithm 1), then the average (Song & Ermon 2020, technique 5). */
void ncsn_adam_step (const NcsnAdam *adam, NcsnAdamStep step, NcsnThreads *threads);

/* ‖g‖₂, summed in double over blocks that do not depend on the number of threads. */
double ncsn_gradient_norm (const float *gradients, gsize count, NcsnThreads *threads);

G_END_DECLS
