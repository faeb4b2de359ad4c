/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligned float arrays and products that cannot overflow. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "ncsn/error.h"

#define ALIGNMENT 64
#define HUGE_PAGE ((gsize)2 << 20)

/* Large arrays lie in large pages where the system has them: fewer of the processor's tables. */
static float *
huge_alloc (gsize *bytes)
{
  *bytes = (*bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  float *floats = aligned_alloc (HUGE_PAGE, *bytes);
#ifdef MADV_HUGEPAGE
  if (floats)
    madvise (floats, *bytes, MADV_HUGEPAGE);
#endif
  return floats;
}

float *
ncsn_floats_new (gsize count, GError **error)
{
  gsize bytes;
  float *floats = NULL;

  if (g_size_checked_mul (&bytes, count, sizeof (float)) &&
      g_size_checked_add (&bytes, bytes, ALIGNMENT)) {
    bytes -= bytes % ALIGNMENT;
    floats = bytes < 2 * HUGE_PAGE ? aligned_alloc (ALIGNMENT, bytes) : huge_alloc (&bytes);
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
