/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours that a sensor sees: paler than those of sRGB, and with less red and blue, which white
 * balance makes up for. Development undoes both, and so amplifies the noise of these channels. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double saturation; /* by which development multiplies differences from gray; at least 1 */
  double gains[3];   /* of white balance, by which it multiplies red, green and blue; at least 1 */
} NcsnColours;

/* Light of sRGB's colours to that of the sensor, `pixels` × 3 values in place, and back. */
void ncsn_colours_to_sensor (const NcsnColours *colours, gsize pixels, float *rgb);
void ncsn_colours_from_sensor (const NcsnColours *colours, gsize pixels, float *rgb);

G_END_DECLS
