/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A smooth filling of holes, from which fills start. */
#pragma once

#include "ncsn/shape.h"

G_BEGIN_DECLS

/* Continues the pixels, (N, H, W, C), where mask, (N, H, W), is 0, smoothly over all others by
 * pull–push: means of known pixels go to coarser and coarser pictures and back (Gortler et al.
 * 1996, "The Lumigraph", section 3.4). A picture without known pixels gets the value `otherwise`
 * everywhere. Fails with NCSN_ERROR_MEMORY. */
gboolean ncsn_continue (float *pixels, const float *mask, NcsnShape shape, double otherwise,
                        GError **error);

G_END_DECLS
