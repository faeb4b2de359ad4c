/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A camera, from the scene to the file: a lens that blurs, a sensor with its noise and its mosaic,
 * development, and what is done to pictures later: other sizes, sharpening, JPEG. Strengths and the
 * order of the later steps are random, after Zhang et al. 2023 (SCUNet), so that a network trained
 * on them meets all kinds. */
#pragma once

#include "camera/colours.h"
#include "camera/jpeg.h"
#include "camera/sensor.h"

G_BEGIN_DECLS

/* The steps after development. */
typedef enum {
  NCSN_CAMERA_RESIZE, /* to the picture's own size */
  NCSN_CAMERA_SHARPEN,
  NCSN_CAMERA_COMPRESS,
  NCSN_CAMERA_N_STEPS
} NcsnCameraStep;

typedef struct {
  double zoom; /* sides of the sensor's picture, as multiples of those of the picture */
  double blur; /* deviation of the lens's, in pixels of the sensor; 0: none */
  guint phase; /* of the mosaic */
  NcsnSensor sensor;
  NcsnColours colours;
  NcsnCameraStep order[NCSN_CAMERA_N_STEPS];
  double sharpness, radius; /* amount of sharpening (0: none), and its deviation in pixels */
  NcsnJpeg first, last;     /* of NCSN_CAMERA_COMPRESS, and of the file; quality 0: none */
} NcsnCamera;

/* The least side of pictures. */
#define NCSN_CAMERA_MIN_SIDE 8

/* Draws a camera from the uniform numbers of the key. */
void ncsn_camera_draw (NcsnRandomKey key, NcsnCamera *camera);

/* Takes pictures of a scene (height, width, 3) in sRGB from 0 to 1. noisy: as the camera gives it,
 * in steps of 1/255, with noise from the normal numbers of `noise`. clean: the same with the
 * blur, sizes and sharpening, but as if sensor and file lost nothing. Each is (height, width, 3).
 */
void ncsn_camera_take (const NcsnCamera *camera, NcsnRandomKey noise, const float *scene,
                       gsize height, gsize width, float *noisy, float *clean);

G_END_DECLS
