/* How much memory there is. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that can be had without swapping, as far as the system tells: what is free on the machine,
 * or less where a limit on the process or on its control group comes first. 0 when nothing is
 * known.
 */
guint64 ncsn_memory_available (void);

/* Bytes that this process may still map, used or not (RLIMIT_AS, RLIMIT_DATA); G_MAXUINT64: no
 * limit.
 */
guint64 ncsn_memory_mappable (void);

/* FALSE with NCSN_ERROR_MEMORY when that is known to be less than `bytes`, or when no program could
 * have so much. A double, because it may be a product of anything. */
gboolean ncsn_memory_check (double bytes, GError **error);

G_END_DECLS
