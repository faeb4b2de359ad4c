/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations as people say them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "4 s", "3 min", "2 h", as exact as an estimate is, and at least "1 s". Free with g_free (). */
char *plugin_duration_text (double seconds);

G_END_DECLS
