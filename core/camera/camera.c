/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a picture: the steps of a camera in their order. */
#include "camera/camera.h"

#include <math.h>
#include <string.h>

#include "camera/light.h"
#include "camera/mosaic.h"
#include "camera/resize.h"
#include "camera/sharpness.h"

/* A picture (height, width, 3) between two steps. */
typedef struct {
  gsize height, width;
  float *rgb;
} Picture;

static gsize
zoomed (gsize side, double zoom)
{
  return MAX ((gsize)round ((double)side * zoom), NCSN_MOSAIC_MIN_SIDE);
}

static void
resize (Picture *picture, gsize height, gsize width)
{
  float *resized;

  if (picture->height == height && picture->width == width)
    return;
  resized = g_new (float, height *width * 3);
  ncsn_resize (picture->rgb, picture->height, picture->width, 3, height, width, resized);
  g_free (picture->rgb);
  *picture = (Picture){height, width, resized};
}

static void
clip (Picture *picture)
{
  for (gsize i = 0; i < picture->height * picture->width * 3; i++)
    picture->rgb[i] = CLAMP (picture->rgb[i], 0.0f, 1.0f);
}

/* Replaces pixels by what sensor and development make of them. */
static void
expose (const NcsnCamera *camera, NcsnRandomKey noise, Picture *picture)
{
  const gsize height = picture->height, width = picture->width, pixels = height * width;
  g_autofree float *sites = g_new (float, pixels);
  float *rgb = picture->rgb;

  for (gsize i = 0; i < 3 * pixels; i++)
    rgb[i] = ncsn_light_of_value (rgb[i]);
  ncsn_colours_to_sensor (&camera->colours, pixels, rgb);
  ncsn_mosaic (rgb, height, width, camera->phase, sites);
  ncsn_sensor_expose (&camera->sensor, noise, pixels, sites);
  ncsn_demosaic (sites, height, width, camera->phase, rgb);
  ncsn_colours_from_sensor (&camera->colours, pixels, rgb);
  for (gsize i = 0; i < 3 * pixels; i++)
    rgb[i] = ncsn_value_of_light (rgb[i]);
}

static void
compress (const NcsnJpeg *jpeg, Picture *picture)
{
  if (jpeg->quality > 0)
    ncsn_jpeg_lose (jpeg, picture->height, picture->width, picture->rgb);
}

/* The picture of a scene as the lens shows it to the sensor. */
static Picture
look (const NcsnCamera *camera, const float *scene, gsize height, gsize width)
{
  Picture picture = {height, width, g_memdup2 (scene, height * width * 3 * sizeof (float))};

  resize (&picture, zoomed (height, camera->zoom), zoomed (width, camera->zoom));
  if (camera->blur > 0)
    ncsn_blur (picture.rgb, picture.height, picture.width, camera->blur);
  clip (&picture);
  return picture;
}

/* The steps after development; only a noisy picture is compressed. */
static void
process (const NcsnCamera *camera, gsize height, gsize width, gboolean noisy, Picture *picture)
{
  for (guint i = 0; i < NCSN_CAMERA_N_STEPS; i++)
    if (camera->order[i] == NCSN_CAMERA_RESIZE)
      resize (picture, height, width);
    else if (camera->order[i] == NCSN_CAMERA_SHARPEN && camera->sharpness > 0)
      ncsn_sharpen (picture->rgb, picture->height, picture->width, camera->radius,
                    camera->sharpness);
    else if (camera->order[i] == NCSN_CAMERA_COMPRESS && noisy)
      compress (&camera->first, picture);
  clip (picture);
}

static void
round_to_bytes (float *rgb, gsize size)
{
  for (gsize i = 0; i < size; i++)
    rgb[i] = roundf (255.0f * rgb[i]) / 255.0f;
}

void
ncsn_camera_take (const NcsnCamera *camera, NcsnRandomKey noise, const float *scene, gsize height,
                  gsize width, float *noisy, float *clean)
{
  const gsize size = height * width * 3;
  Picture true_one = look (camera, scene, height, width);
  Picture taken = {true_one.height, true_one.width,
                   g_memdup2 (true_one.rgb, true_one.height * true_one.width * 3 * sizeof (float))};

  process (camera, height, width, FALSE, &true_one);
  expose (camera, noise, &taken);
  process (camera, height, width, TRUE, &taken);
  compress (&camera->last, &taken);
  round_to_bytes (taken.rgb, size);
  memcpy (clean, true_one.rgb, size * sizeof (float));
  memcpy (noisy, taken.rgb, size * sizeof (float));
  g_free (true_one.rgb);
  g_free (taken.rgb);
}
