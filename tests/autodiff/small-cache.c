/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A processor with very small caches, for network-bits: linked before the library, these are taken
 * for the library's own. */
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
