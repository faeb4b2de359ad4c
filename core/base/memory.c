/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligned float arrays and products that cannot overflow. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "ncsn/error.h"

#define ALIGNMENT 64

float *
ncsn_floats_new (gsize count, GError **error)
{
  gsize bytes;
  float *floats = NULL;

  if (g_size_checked_mul (&bytes, count, sizeof (float)) &&
      g_size_checked_add (&bytes, bytes, ALIGNMENT)) {
    bytes -= bytes % ALIGNMENT;
    floats = aligned_alloc (ALIGNMENT, bytes);
  }
  if (!floats) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 "There is not enough memory for %" G_GSIZE_FORMAT " numbers.", count);
    return NULL;
  }
  memset (floats, 0, bytes);
  return floats;
}

void
ncsn_floats_free (float *floats)
{
  free (floats);
}

gboolean
ncsn_shape_checked_size (NcsnShape shape, gsize *size)
{
  gsize bytes;

  return g_size_checked_mul (size, shape.n, shape.h) && g_size_checked_mul (size, *size, shape.w) &&
         g_size_checked_mul (size, *size, shape.c) &&
         g_size_checked_mul (&bytes, *size, sizeof (float));
}
