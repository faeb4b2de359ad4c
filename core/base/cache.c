/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the sizes of the processor's caches from the system, by sysconf (). */
#include "base/cache.h"

#include <unistd.h>

/* Used where the system reports no size: small enough for most processors. A block that is too
 * small costs a few percent, one that is too large costs much more. */
#define DEFAULT_CORE (512 * 1024)        /* bytes */
#define DEFAULT_SHARED (4 * 1024 * 1024) /* bytes */

static gsize
floats_of (int name, gsize default_bytes)
{
  long bytes = sysconf (name);

  return (bytes > 0 ? (gsize)bytes : default_bytes) / sizeof (float);
}

gsize
ncsn_cache_core_floats (void)
{
#ifdef _SC_LEVEL2_CACHE_SIZE
  return floats_of (_SC_LEVEL2_CACHE_SIZE, DEFAULT_CORE);
#else
  return DEFAULT_CORE / sizeof (float);
#endif
}

gsize
ncsn_cache_shared_floats (void)
{
#ifdef _SC_LEVEL3_CACHE_SIZE
  return floats_of (_SC_LEVEL3_CACHE_SIZE, DEFAULT_SHARED);
#else
  return DEFAULT_SHARED / sizeof (float);
#endif
}
