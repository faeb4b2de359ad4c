/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The random numbers of a chain. They are addressed by picture, never by place in a batch, so that
 * a picture does not depend on the others of its batch. Pictures between two seeds (NcsnBlend) and
 * antithetic ones are made here, for all rules. */
#pragma once

#include "ncsn/random.h"
#include "ncsn/sample.h"

G_BEGIN_DECLS

/* The most numbers drawn in one call: noise is never stored for a whole picture. */
#define NCSN_NOISE_MAX 4096

/* Fills z with the normal numbers first … first+count-1 of a sequence, count ≤ NCSN_NOISE_MAX. Of
 * `place`, stream, step and item (the picture's place in the batch) are read; its seed is not. */
void ncsn_noise_normal (const NcsnSampleOptions *options, NcsnRandomKey place, guint64 first,
                        gsize count, float *z);

G_END_DECLS
