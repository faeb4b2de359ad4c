/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces the library's cache sizes by those of a processor with very small caches, for
 * network-bits-cache. The linker finds these functions before those of the library. */
#include "base/cache.h"

gsize
ncsn_cache_core_floats (void)
{
  return 4096;
}

gsize
ncsn_cache_shared_floats (void)
{
  return 16384;
}
