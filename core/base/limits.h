/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits on memory that are lower than the machine's own. */
#pragma once

#include "ncsn/memory.h"

G_BEGIN_DECLS

/* Bytes that the control groups of this process and their parents still allow (version 2 or 1). The
 * inactive page cache counts as free, because the kernel drops it when memory is short.
 * G_MAXUINT64: no limit. `root` is a prefix of /proc and /sys: "" except in tests. */
guint64 ncsn_limits_group_room (const char *root);

G_END_DECLS
