/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory is available. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes available without swapping: the memory that is free on the machine, or less where a limit
 * on the process or on its control group is lower. 0: unknown. */
guint64 ncsn_memory_available (void);

/* Bytes of address space that this process may still map, used or not (RLIMIT_AS, RLIMIT_DATA).
 * G_MAXUINT64: no limit. */
guint64 ncsn_memory_mappable (void);

/* FALSE with NCSN_ERROR_MEMORY when `bytes` exceeds the memory that is known to be available, or
 * any address space. It is a double, because it may be a product of any numbers. */
gboolean ncsn_memory_check (double bytes, GError **error);

G_END_DECLS
