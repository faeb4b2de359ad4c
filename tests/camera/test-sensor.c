/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise of photosites: its mean and variance, and how it depends on the sensitivity. */
#undef G_DISABLE_ASSERT
#include "camera/sensor.h"

#include <math.h>

enum { SITES = 200000 };

static NcsnRandomKey
key_of (guint32 item)
{
  return (NcsnRandomKey){.seed = 5, .stream = NCSN_STREAM_NOISE, .item = item};
}

/* A flat patch: the mean is the light, the variance shot · light + read. Both are within five
 * standard errors. */
static void
test_flat (void)
{
  const NcsnSensor sensor = {.shot = 0.004, .read = 0.0002};
  const float lights[] = {0.0f, 0.01f, 0.2f, 1.0f};
  g_autofree float *sites = g_new (float, SITES);

  for (guint k = 0; k < G_N_ELEMENTS (lights); k++) {
    const double variance = 0.004 * (double)lights[k] + 0.0002;
    double sum = 0.0, squares = 0.0;

    for (gsize i = 0; i < SITES; i++)
      sites[i] = lights[k];
    ncsn_sensor_expose (&sensor, key_of (k), SITES, sites);
    for (gsize i = 0; i < SITES; i++) {
      sum += (double)(sites[i] - lights[k]);
      squares += (double)(sites[i] - lights[k]) * (double)(sites[i] - lights[k]);
    }
    g_assert_cmpfloat_with_epsilon (sum / SITES, 0.0, 5.0 * sqrt (variance / SITES));
    g_assert_cmpfloat_with_epsilon (squares / SITES / variance, 1.0, 5.0 * sqrt (2.0 / SITES));
  }
}

/* Sites have the noise of their number, however many are exposed; dark ones have read noise only.
 */
static void
test_numbers (void)
{
  const NcsnSensor sensor = {.shot = 0.5, .read = 0.04};
  float z[300], sites[300];

  ncsn_random_normal (key_of (9), 0, G_N_ELEMENTS (z), z);
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    sites[i] = -0.1f;
  ncsn_sensor_expose (&sensor, key_of (9), G_N_ELEMENTS (sites), sites);
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    g_assert_cmpfloat_with_epsilon (sites[i], -0.1f + 0.2f * z[i], 1e-6f);
}

/* The published line: ln read = 2.18 ln shot + 1.2, with the deviation 0.26. */
static void
test_sensitivities (void)
{
  const NcsnSensor low = ncsn_sensor_at (0.0, 0.0), high = ncsn_sensor_at (1.0, 0.0);
  const NcsnSensor other = ncsn_sensor_at (1.0, -1.0);

  g_assert_cmpfloat_with_epsilon (low.shot, 0.0001, 1e-9);
  g_assert_cmpfloat_with_epsilon (high.shot, 0.012, 1e-7);
  g_assert_cmpfloat_with_epsilon (log (low.read), 2.18 * log (0.0001) + 1.2, 1e-6);
  g_assert_cmpfloat_with_epsilon (log (high.read / other.read), 0.26, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sensor/flat", test_flat);
  g_test_add_func ("/sensor/numbers", test_numbers);
  g_test_add_func ("/sensor/sensitivities", test_sensitivities);
  return g_test_run ();
}
