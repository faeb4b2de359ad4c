/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Poisson's equation on the pixels of a picture. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the value f of each pixel p, h_p f_p + Σ_q w_pq (f_p - f_q) = b_p over its four neighbours q.
 * A pixel whose h and w are all 0 keeps its value. Arrays are not owned. */
typedef struct {
  gsize height, width, channels;
  float *right, *down; /* (height, width): w of a pixel and the next one to the right, or below; 0
                          in the last column of `right` and the last row of `down` */
  float *held;         /* (height, width): h */
  float *wanted;       /* (height, width, channels): b */
  float *values;       /* (height, width, channels): f */
} NcsnPoisson;

/* Improves the values by multigrid, whose effort is a few sweeps over the pixels. Where no h of
 * connected pixels is above 0, the equation leaves a constant open, which stays near that of the
 * present values. Fails with NCSN_ERROR_MEMORY; the values are then partly improved. */
gboolean ncsn_poisson_solve (const NcsnPoisson *poisson, GError **error);

G_END_DECLS
