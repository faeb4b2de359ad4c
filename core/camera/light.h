/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transfer curve of sRGB (IEC 61966-2-1), between pixel values and light, both from 0 to 1. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

float ncsn_light_of_value (float value);
float ncsn_value_of_light (float light); /* light outside [0, 1] is clipped */

G_END_DECLS
