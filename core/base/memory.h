/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligned float arrays and products that cannot overflow. */
#pragma once

#include "ncsn/memory.h"
#include "ncsn/shape.h"

G_BEGIN_DECLS

/* `count` zeros, aligned to 64 bytes (a cache line, an AVX-512 register); free with
 * ncsn_floats_free (). NULL with NCSN_ERROR_MEMORY if memory is short. count may be 0. */
float *ncsn_floats_new (gsize count, GError **error);

void ncsn_floats_free (float *floats); /* NULL is allowed */

typedef float NcsnFloats;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnFloats, ncsn_floats_free)

/* Stores n·h·w·c in *size. FALSE if this number, or that of its bytes, does not fit in a gsize. */
gboolean ncsn_shape_checked_size (NcsnShape shape, gsize *size);

G_END_DECLS
