/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise of a sensor: the number of photons is Poisson distributed, and reading adds noise of a
 * fixed level. Both together are nearly normal, with a variance that grows linearly with the light
 * (Foi et al. 2008). */
#pragma once

#include "ncsn/random.h"

G_BEGIN_DECLS

typedef struct {
  double shot, read; /* the variance is shot · light + read, where full light is 1 */
} NcsnSensor;

/* The sensor at the sensitivity `iso`, from 0 (bright light) to 1 (hardly any), and a deviation of
 * its reading from others, `spread` ~ N(0, 1): the distribution of Brooks et al. 2019, sec. 3.1. */
NcsnSensor ncsn_sensor_at (double iso, double spread);

/* Adds noise to `size` photosites, numbers 0 … size - 1 of the key. */
void ncsn_sensor_expose (const NcsnSensor *sensor, NcsnRandomKey key, gsize size, float *light);

G_END_DECLS
