/* The random numbers of a chain. They are addressed by picture, never by place in a batch, so that
 * a picture does not depend on what is drawn beside it; and where pictures between two seeds are
 * asked for (NcsnBlend) every rule gets them from here. */
#pragma once

#include "ncsn/random.h"
#include "ncsn/sample.h"

G_BEGIN_DECLS

/* How many numbers are drawn at most in one call: noise is never held for a whole picture. */
#define NCSN_NOISE_MAX 4096

/* Fills z with the normal numbers first … first+count-1 of a sequence, count ≤ NCSN_NOISE_MAX. Of
 * `place` stream and step count, and item, the picture's place in the batch; its seed does not. */
void ncsn_noise_normal (const NcsnSampleOptions *options, NcsnRandomKey place, guint64 first,
                        gsize count, float *z);

G_END_DECLS
