/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations as text for the user. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "4 s", "3 min" or "2 h", rounded because it is an estimate, and at least "1 s". Free with g_free
 * (). */
char *plugin_duration_text (double seconds);

/* "About 28 s left", from the share of the work, above 0, that these seconds have done. Free with
 * g_free (). */
char *plugin_duration_left (double seconds, double share);

G_END_DECLS
