/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to the convolutions: which way a convolution is done is decided here and nowhere else.
 */
#include "tensor/conv.h"

#include "tensor/conv-direct.h"
#include "tensor/conv-winograd.h"

void
ncsn_conv_forward (const NcsnConv *conv, const float *x, const float *w, const float *b, float *y,
                   NcsnThreads *threads)
{
  if (ncsn_winograd_suits (conv))
    ncsn_winograd_forward (conv, x, w, b, y, FALSE, threads);
  else
    ncsn_conv_direct_forward (conv, x, w, b, y, threads);
}

void
ncsn_conv_vjp_input (const NcsnConv *conv, const float *dy, const float *w, float *dx,
                     NcsnThreads *threads)
{
  if (ncsn_winograd_suits (conv))
    ncsn_winograd_vjp_input (conv, dy, w, dx, threads);
  else
    ncsn_conv_direct_vjp_input (conv, dy, w, dx, threads);
}

void
ncsn_conv_vjp_weight (const NcsnConv *conv, const float *x, const float *dy, float *dw, float *db,
                      NcsnThreads *threads)
{
  if (ncsn_winograd_suits (conv))
    ncsn_winograd_vjp_weight (conv, x, dy, dw, db, threads);
  else
    ncsn_conv_direct_vjp_weight (conv, x, dy, dw, db, threads);
}
