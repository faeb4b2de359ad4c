/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shot noise and read noise of photosites. */
#include "camera/sensor.h"

#include <math.h>

/* Of Brooks et al. 2019: ln shot is uniform between these, ln read is normal around a line. */
#define MIN_SHOT 0.0001
#define MAX_SHOT 0.012
#define READ_SLOPE 2.18
#define READ_OFFSET 1.2
#define READ_SPREAD 0.26

#define BLOCK 256 /* random numbers at a time */

NcsnSensor
ncsn_sensor_at (double iso, double spread)
{
  const double shot = log (MIN_SHOT) + iso * log (MAX_SHOT / MIN_SHOT);

  return (NcsnSensor){exp (shot), exp (READ_SLOPE * shot + READ_OFFSET + READ_SPREAD * spread)};
}

void
ncsn_sensor_expose (const NcsnSensor *sensor, NcsnRandomKey key, gsize size, float *light)
{
  float z[BLOCK];

  for (gsize first = 0; first < size; first += BLOCK) {
    const gsize count = MIN (size - first, BLOCK);

    ncsn_random_normal (key, first, count, z);
    for (gsize i = 0; i < count; i++) {
      float *value = light + first + i;

      *value += z[i] * (float)sqrt (sensor->shot * MAX ((double)*value, 0.0) + sensor->read);
    }
  }
}
