/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes of the processor's caches, for blocks of work that should stay in them. Results must
 * not depend on these sizes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Floats that fit in a core's own second-level cache. */
gsize ncsn_cache_core_floats (void);

/* Floats that fit in the third-level cache, which cores share. */
gsize ncsn_cache_shared_floats (void);

G_END_DECLS
