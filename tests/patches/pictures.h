/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures for the tests of patches. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `count` numbers from N(mean, deviation²), the same for the same `item` (transfer full, g_free
 * ()).
 */
float *noise_picture (gsize count, double mean, double deviation, guint32 item);

G_END_DECLS
