/* Limits on memory that come before that of the machine. */
#pragma once

#include "ncsn/memory.h"

G_BEGIN_DECLS

/* Bytes that the control groups of this process, and those that these are in, still allow (version
 * 2 or 1); caches of files, which would be given up, count as free. G_MAXUINT64: no limit. `root`
 * goes before /proc and /sys: "" but in tests. */
guint64 ncsn_limits_group_room (const char *root);

G_END_DECLS
