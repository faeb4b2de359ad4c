/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointwise activations and their derivatives, on arrays of `count` floats. Gradients are added to
 * dx. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

typedef enum {
  NCSN_ACTIVATION_NONE, /* for operations that may end in an activation; not for those below */
  NCSN_ACTIVATION_ELU,  /* x for x > 0, e^x - 1 otherwise (Clevert et al. 2016, α = 1) */
  NCSN_ACTIVATION_SILU, /* x/(1+e^-x) (swish; Ramachandran et al. 2017) */
} NcsnActivation;

/* y = f(x); y may be x. */
void ncsn_activation_forward (NcsnActivation kind, const float *x, gsize count, float *y,
                              NcsnThreads *threads);
/* dx += f'(x) dy */
void ncsn_activation_vjp (NcsnActivation kind, const float *x, const float *dy, gsize count,
                          float *dx, NcsnThreads *threads);

/* y = f'(x) t, the derivative along t; y may be x or t. ncsn_activation_vjp () is its gradient with
 * respect to t. */
void ncsn_activation_tangent (NcsnActivation kind, const float *x, const float *t, gsize count,
                              float *y, NcsnThreads *threads);
/* dx += f''(x) t dy. The ELU's f'' is 0 at its kink. */
void ncsn_activation_tangent_vjp (NcsnActivation kind, const float *x, const float *t,
                                  const float *dy, gsize count, float *dx, NcsnThreads *threads);

G_END_DECLS
