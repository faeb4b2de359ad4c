/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naive twins of the kernels: loops in double that follow the equations of the kernels' headers.
 * They are slow, and use only the structures of core/. Derivatives are added to, forward results
 * are written. */
#pragma once

#include "tensor/conv/conv.h"
#include "tensor/pool/pool.h"

G_BEGIN_DECLS

void ncsn_naive_conv (const NcsnConv *conv, const float *x, const float *w, const float *b,
                      double *y);
/* All three derivatives at once; each may be NULL. */
void ncsn_naive_conv_vjp (const NcsnConv *conv, const float *x, const float *w, const float *dy,
                          double *dx, double *dw, double *db);

void ncsn_naive_average_pool (const float *x, NcsnShape shape, NcsnWindow window, double *y);
void ncsn_naive_average_pool_vjp (const float *dy, NcsnShape shape, NcsnWindow window, double *dx);
void ncsn_naive_max_pool (const float *x, NcsnShape shape, NcsnWindow window, double *y);
void ncsn_naive_max_pool_vjp (const float *x, const float *dy, NcsnShape shape, NcsnWindow window,
                              double *dx);
/* y = t at the maximum. */
void ncsn_naive_max_pool_tangent (const float *x, const float *t, NcsnShape shape,
                                  NcsnWindow window, double *y);

/* Both resizings are y = A x with A[i, p] = row weight × column weight; with
 * `transposed` they add Aᵀ of the large picture instead. */
typedef enum { NCSN_NAIVE_NEAREST, NCSN_NAIVE_BILINEAR } NcsnNaiveResize;
void ncsn_naive_resize (NcsnNaiveResize kind, const float *in, NcsnShape small, gsize height,
                        gsize width, gboolean transposed, double *out);

/* Functions of double arrays, for ncsn_naive_vjp (). */
void ncsn_naive_norm (const double *x, NcsnShape shape, const double *scale, gsize rows, double *y);
void ncsn_naive_attention (const double *qkv, NcsnShape shape, gsize heads, double *y);

typedef void (*NcsnNaiveFunc) (gconstpointer context, const double *x, double *y);

/* dx_i += ⟨dy, ∂y/∂x_i⟩ by central differences in double, whose error (about 1e-9) is far below the
 * errors that tests measure with it. For functions whose derivative, written by hand, would be as
 * easy to get wrong as the kernel. */
void ncsn_naive_vjp (NcsnNaiveFunc func, gconstpointer context, const float *x, gsize n_x,
                     const float *dy, gsize n_y, double *dx);

/* y = (∂y/∂x) t in the same way; x, t: n_x doubles, y: n_y. */
void ncsn_naive_jvp (NcsnNaiveFunc func, gconstpointer context, const double *x, const double *t,
                     gsize n_x, double *y, gsize n_y);

double ncsn_naive_elu (double x);
double ncsn_naive_elu_derivative (double x);
double ncsn_naive_elu_second_derivative (double x);
double ncsn_naive_silu (double x);
double ncsn_naive_silu_derivative (double x);
double ncsn_naive_silu_second_derivative (double x);

G_END_DECLS
