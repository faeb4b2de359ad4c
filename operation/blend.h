/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of what the model takes off is taken. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

typedef struct {
  float lightness, colour; /* the shares that are taken, of the mean of the channels and of their
                              differences from it; 0: none, 1: all */
  double sigma;            /* of the noise that the model took off */
} OperationBlend;

/* Writes the input's pixels, changed by these shares towards the clean ones, to the output. Alpha
 * stays; so do pixels that are transparent or not finite, and values beyond [0, 1] that noise does
 * not explain. */
void operation_blend (const OperationBlend *blend, GeglBuffer *input, GeglBuffer *clean,
                      GeglBuffer *output, const GeglRectangle *region);

G_END_DECLS
