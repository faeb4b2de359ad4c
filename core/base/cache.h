/* How much the processor's caches hold, for blocks of work that should stay in them. What is
 * computed must not depend on it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Floats of a core's own second-level cache. */
gsize ncsn_cache_core_floats (void);

/* Floats of the cache that cores share. */
gsize ncsn_cache_shared_floats (void);

G_END_DECLS
