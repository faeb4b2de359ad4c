/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include "ncsn/random.h"

float *
noise_picture (gsize count, double mean, double deviation, guint32 item)
{
  const NcsnRandomKey key = {.seed = 11, .stream = NCSN_STREAM_POINTS, .item = item};
  float *picture = g_new (float, count);

  ncsn_random_normal (key, 0, count, picture);
  for (gsize i = 0; i < count; i++)
    picture[i] = (float)(mean + deviation * (double)picture[i]);
  return picture;
}
