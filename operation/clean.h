/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input of the operation without its noise, made part by part as it is asked for, and kept: a
 * program with windows asks for small rectangles and answers its user between them. */
#pragma once

#include <gegl.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _OperationClean OperationClean;

/* What to take off. */
typedef struct {
  double sigma; /* of the noise, in pixel values from 0 to 1; 0: estimated from the whole input */
  double strength; /* how much of that; 1: all */
} OperationWish;

OperationClean *operation_clean_new (void);
void operation_clean_free (OperationClean *clean); /* NULL is allowed */

/* Forgets all that was made from the input, because that has changed. */
void operation_clean_forget (OperationClean *clean);

/* Makes the parts that touch `region`, which is in `extent`, the input's bounds, with the model
 * that denoising begins with (NCSN_MODEL_FINDER_CAMERA). After a failure, which costs one warning,
 * nothing is tried until the wish or the input changes. Returns the clean pixels, which are valid
 * in `region` (not owned), and the level that was taken off in *sigma; NULL if there is no noise or
 * no way to take it off. */
GeglBuffer *operation_clean_get (OperationClean *clean, GeglBuffer *input,
                                 const GeglRectangle *extent, const OperationWish *wish,
                                 const GeglRectangle *region, double *sigma);

G_END_DECLS
