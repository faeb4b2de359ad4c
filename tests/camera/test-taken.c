/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole cameras: what a picture keeps and loses, and that a key gives the same camera. */
#undef G_DISABLE_ASSERT
#include "camera/camera.h"

#include <math.h>

enum { SIDE = 64, SIZE = SIDE * SIDE * 3, CAMERAS = 2000 };

static const NcsnRandomKey noise_key = {.seed = 3, .stream = NCSN_STREAM_NOISE};

static NcsnRandomKey
key_of (guint32 item)
{
  return (NcsnRandomKey){.seed = 1, .stream = NCSN_STREAM_CAMERA, .item = item};
}

/* A camera that loses nothing but by the mosaic and by rounding. */
static NcsnCamera
plain_camera (void)
{
  return (NcsnCamera){.zoom = 1.0,
                      .colours = {1.0, {1.0, 1.0, 1.0}},
                      .order = {NCSN_CAMERA_RESIZE, NCSN_CAMERA_SHARPEN, NCSN_CAMERA_COMPRESS}};
}

static float *
flat_scene (float value)
{
  float *scene = g_new (float, SIZE);

  for (gsize i = 0; i < SIZE; i++)
    scene[i] = value;
  return scene;
}

/* Green is read at half of the sites, whose noise is that of the sensor: in values, the deviation
 * of the light times the slope of sRGB's curve. */
static double
deviation_of (const NcsnCamera *camera, float value, gboolean read_green)
{
  g_autofree float *scene = flat_scene (value);
  g_autofree float *noisy = g_new (float, SIZE), *clean = g_new (float, SIZE);
  double sum = 0.0;
  gsize count = 0;

  ncsn_camera_take (camera, noise_key, scene, SIDE, SIDE, noisy, clean);
  for (gsize i = 0; i < SIDE * SIDE; i++)
    if (((i / SIDE + i % SIDE) % 2 == 1) == read_green) {
      sum += (double)((noisy[3 * i + 1] - value) * (noisy[3 * i + 1] - value));
      count++;
    }
  return sqrt (sum / (double)count);
}

/* The estimate of green at other sites is a sum of nine sites of equal variance v, with the weights
 * ½, ¼ (four times) and -⅛ (four times): 9/16 v. */
static void
test_variance (void)
{
  NcsnCamera camera = plain_camera ();
  const double light = 0.21404114, slope = 1.0 / (2.4 / 1.055 * pow ((0.5 + 0.055) / 1.055, 1.4));
  double expected;

  camera.sensor = (NcsnSensor){.shot = 0.002, .read = 0.0001};
  expected = slope * sqrt (0.002 * light + 0.0001);
  g_assert_cmpfloat_with_epsilon (deviation_of (&camera, 0.5f, TRUE) / expected, 1.0, 0.04);
  g_assert_cmpfloat_with_epsilon (deviation_of (&camera, 0.5f, FALSE) / expected, 0.75, 0.04);
}

/* Without noise a flat scene stays, by any camera, up to rounding: JPEG's and that to bytes. */
static void
test_flat (void)
{
  g_autofree float *scene = flat_scene (0.6f);
  g_autofree float *noisy = g_new (float, SIZE), *clean = g_new (float, SIZE);

  for (guint32 item = 0; item < 50; item++) {
    NcsnCamera camera;

    ncsn_camera_draw (key_of (item), &camera);
    camera.sensor = (NcsnSensor){0};
    ncsn_camera_take (&camera, noise_key, scene, SIDE, SIDE, noisy, clean);
    for (gsize i = 0; i < SIZE; i++) {
      g_assert_cmpfloat_with_epsilon (clean[i], 0.6f, 1e-5f);
      g_assert_cmpfloat_with_epsilon (noisy[i], 0.6f, 2.5f / 255.0f);
      g_assert_cmpfloat_with_epsilon (255.0f * noisy[i], roundf (255.0f * noisy[i]), 1e-4f);
    }
  }
}

/* The clean picture of a camera without blur, zoom and sharpening is the scene itself. */
static void
test_clean (void)
{
  NcsnCamera camera = plain_camera ();
  g_autofree float *scene = g_new (float, SIZE);
  g_autofree float *noisy = g_new (float, SIZE), *clean = g_new (float, SIZE);

  ncsn_random_uniform (noise_key, 0, SIZE, scene);
  camera.sensor = (NcsnSensor){0.01, 0.001};
  camera.first = (NcsnJpeg){60, TRUE};
  ncsn_camera_take (&camera, noise_key, scene, SIDE, SIDE, noisy, clean);
  g_assert_cmpmem (scene, SIZE * sizeof (float), clean, SIZE * sizeof (float));
}

/* Every number is in its range, every order occurs, and shares are as documented. */
static void
test_drawn (void)
{
  guint orders[27] = {0}, different = 0, compressed = 0;

  for (guint32 item = 0; item < CAMERAS; item++) {
    NcsnCamera c;

    ncsn_camera_draw (key_of (item), &c);
    orders[9 * c.order[0] + 3 * c.order[1] + c.order[2]]++;
    compressed += c.last.quality > 0;
    g_assert_true (c.last.quality == 0 || (c.last.quality >= 60 && c.last.quality <= 95));
    g_assert_true (c.sensor.shot >= 0.9999e-4 && c.sensor.shot <= 0.012001);
    g_assert_true (c.zoom >= 0.7 && c.zoom <= 1.6 && c.blur <= 1.0 && c.sharpness <= 1.0);
    g_assert_cmpuint (c.phase, <, 4);
  }
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    different += orders[i] > 0;
    g_assert_true (orders[i] == 0 || ABS ((int)orders[i] - CAMERAS / 6) < 100);
  }
  g_assert_cmpuint (different, ==, 6);
  g_assert_cmpfloat_with_epsilon ((double)compressed / CAMERAS, 0.75, 0.05);
}

static void
test_same (void)
{
  g_autofree float *scene = flat_scene (0.3f);
  g_autofree float *one = g_new (float, SIZE), *other = g_new (float, SIZE);
  g_autofree float *clean = g_new (float, SIZE);
  NcsnCamera a, b;

  for (guint32 item = 0; item < 10; item++) {
    ncsn_camera_draw (key_of (item), &a);
    ncsn_camera_draw (key_of (item), &b);
    ncsn_camera_take (&a, noise_key, scene, SIDE, SIDE, one, clean);
    ncsn_camera_take (&b, noise_key, scene, SIDE, SIDE, other, clean);
    g_assert_cmpmem (one, SIZE * sizeof (float), other, SIZE * sizeof (float));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera/variance", test_variance);
  g_test_add_func ("/camera/flat", test_flat);
  g_test_add_func ("/camera/clean", test_clean);
  g_test_add_func ("/camera/drawn", test_drawn);
  g_test_add_func ("/camera/same", test_same);
  return g_test_run ();
}
