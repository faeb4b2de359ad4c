/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws cameras at random. */
#include "camera/camera.h"

#include <math.h>

#include "camera/mosaic.h"

/* How often a camera has each of these. */
#define SHARE_ZOOMED 0.5
#define SHARE_BLURRED 0.25
#define SHARE_SHARPENED 0.4
#define SHARE_COMPRESSED_TWICE 0.2
#define SHARE_COMPRESSED 0.75
#define SHARE_HALVED 0.6 /* of compressed ones */

#define MIN_ZOOM 0.7
#define MAX_ZOOM 1.6
#define MIN_QUALITY 60
#define MAX_QUALITY 95

/* Gains of white balance, as Brooks et al. 2019 found them in raw photographs. */
#define MIN_RED 1.9
#define MAX_RED 2.4
#define MIN_BLUE 1.5
#define MAX_BLUE 1.9
#define MAX_SATURATION 1.8

static double
draw_between (NcsnRandomStream *stream, double low, double high)
{
  return low + (high - low) * ncsn_random_next (stream);
}

/* Nearly N(0, 1), and never beyond ±3: three uniform numbers have the variance 1/4. */
static double
draw_spread (NcsnRandomStream *stream)
{
  return 2.0 *
         (ncsn_random_next (stream) + ncsn_random_next (stream) + ncsn_random_next (stream) - 1.5);
}

/* A number in `share` of the draws. It is always drawn, so that all later ones stay in place. */
static double
draw_sometimes (NcsnRandomStream *stream, double share, double low, double high, double otherwise)
{
  const gboolean chosen = ncsn_random_next (stream) < share;
  const double value = draw_between (stream, low, high);

  return chosen ? value : otherwise;
}

static NcsnJpeg
draw_jpeg (NcsnRandomStream *stream, double share)
{
  const double quality = draw_sometimes (stream, share, MIN_QUALITY, MAX_QUALITY + 1, 0);

  return (NcsnJpeg){(guint)quality, ncsn_random_next (stream) < SHARE_HALVED};
}

/* A random order of the steps, each equally likely (Fisher & Yates). */
static void
draw_order (NcsnRandomStream *stream, NcsnCameraStep *order)
{
  for (guint i = 0; i < NCSN_CAMERA_N_STEPS; i++) {
    const guint j = (guint)(ncsn_random_next (stream) * (i + 1));

    order[i] = order[j];
    order[j] = (NcsnCameraStep)i;
  }
}

void
ncsn_camera_draw (NcsnRandomKey key, NcsnCamera *camera)
{
  NcsnRandomStream stream = {key, 0};
  const double iso = ncsn_random_next (&stream), spread = draw_spread (&stream);

  *camera = (NcsnCamera){.sensor = ncsn_sensor_at (iso, spread)};
  camera->zoom = exp (draw_sometimes (&stream, SHARE_ZOOMED, log (MIN_ZOOM), log (MAX_ZOOM), 0.0));
  camera->blur = draw_sometimes (&stream, SHARE_BLURRED, 0.3, 1.0, 0.0);
  camera->phase = (guint)(ncsn_random_next (&stream) * NCSN_MOSAIC_PHASES);
  camera->colours = (NcsnColours){
      draw_between (&stream, 1.0, MAX_SATURATION),
      {draw_between (&stream, MIN_RED, MAX_RED), 1.0, draw_between (&stream, MIN_BLUE, MAX_BLUE)}};
  camera->sharpness = draw_sometimes (&stream, SHARE_SHARPENED, 0.2, 1.0, 0.0);
  camera->radius = draw_between (&stream, 0.5, 1.5);
  draw_order (&stream, camera->order);
  camera->first = draw_jpeg (&stream, SHARE_COMPRESSED_TWICE);
  camera->last = draw_jpeg (&stream, SHARE_COMPRESSED);
}
