/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cache.h"

#include <unistd.h>

/* Where the system does not know: small enough for most. Too small a block costs a few percent, too
 * large a one much more. */
#define DEFAULT_CORE (512 * 1024)        /* bytes */
#define DEFAULT_SHARED (4 * 1024 * 1024) /* bytes */

static gsize
floats_of (int name, gsize usual)
{
  long bytes = sysconf (name);

  return (bytes > 0 ? (gsize)bytes : usual) / sizeof (float);
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
