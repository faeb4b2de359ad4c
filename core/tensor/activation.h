/* Pointwise activations and their derivatives, over `count` floats. dx is added to. */
#pragma once

#include "ncsn/threads.h"

G_BEGIN_DECLS

/* x for x > 0, e^x - 1 otherwise (Clevert et al. 2016, α = 1). */
void ncsn_elu_forward (const float *x, gsize count, float *y, NcsnThreads *threads);
void ncsn_elu_vjp (const float *x, const float *dy, gsize count, float *dx, NcsnThreads *threads);

/* x/(1+e^-x) (swish; Ramachandran et al. 2017). */
void ncsn_silu_forward (const float *x, gsize count, float *y, NcsnThreads *threads);
void ncsn_silu_vjp (const float *x, const float *dy, gsize count, float *dx, NcsnThreads *threads);

G_END_DECLS
