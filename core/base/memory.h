/* Aligned float arrays and products that cannot overflow. */
#pragma once

#include "ncsn/memory.h"
#include "ncsn/shape.h"

G_BEGIN_DECLS

/* Zeroed, 64-byte aligned (a cache line, an AVX-512 register); free with ncsn_floats_free ().
 * NULL with NCSN_ERROR_MEMORY when there is not that much. count may be 0. */
float *ncsn_floats_new (gsize count, GError **error);

void ncsn_floats_free (float *floats); /* NULL is allowed */

typedef float NcsnFloats;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnFloats, ncsn_floats_free)

/* n·h·w·c into *size; FALSE when it, or its bytes, would not fit in a gsize. */
gboolean ncsn_shape_checked_size (NcsnShape shape, gsize *size);

G_END_DECLS
