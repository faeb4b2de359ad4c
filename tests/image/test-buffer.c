/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Converts GeglBuffers to floats and back, in every pixel format of GIMP's images. */
#include "image/buffer.h"

#include <gio/gio.h>
#include <math.h>

#define WIDTH 5
#define HEIGHT 150 /* more than two strips, and not a multiple of their height */
#define COUNT (WIDTH * HEIGHT)

static const char *program;

/* Multiples of 1/255, so that even 8 bits hold them exactly. */
static float
value_at (gsize i)
{
  return (float)(i * 37 % 256) / 255.0f;
}

static void
fill (float *pixels, float *alpha, guint channels)
{
  for (gsize i = 0; i < COUNT; i++) {
    for (guint c = 0; c < channels; c++)
      pixels[i * channels + c] = value_at (i * 3 + c);
    /* Not 0, for which the colour may be lost. */
    alpha[i] = (float)(i % 255 + 1) / 255.0f;
  }
}

static void
assert_near (const float *a, const float *b, gsize count, double tolerance)
{
  for (gsize i = 0; i < count; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], tolerance);
}

/* What was written is read again, within the precision of the format. */
static void
check_round_trip (const char *format, guint channels, gboolean has_alpha, double tolerance)
{
  GeglRectangle region = {-3, 7, WIDTH, HEIGHT};
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&region, babl_format (format));
  float pixels[COUNT * 3], alpha[COUNT], pixels_read[COUNT * 3], alpha_read[COUNT];

  fill (pixels, alpha, channels);
  ncsn_buffer_write (buffer, &region, channels, pixels, has_alpha ? alpha : NULL);
  ncsn_buffer_read (buffer, &region, channels, pixels_read, alpha_read);
  assert_near (pixels, pixels_read, COUNT * channels, tolerance);
  for (gsize i = 0; i < COUNT; i++)
    g_assert_cmpfloat_with_epsilon (alpha_read[i], has_alpha ? alpha[i] : 1, tolerance);
}

static void
test_round_trip (void)
{
  const struct {
    const char *format;
    guint channels;
    gboolean has_alpha;
    double tolerance;
  } cases[] = {
      {"R'G'B' u8", 3, FALSE, 1e-6},
      {"R'G'B'A u8", 3, TRUE, 1e-6},
      {"R'G'B'A u16", 3, TRUE, 1e-4},
      {"R'G'B'A u32", 3, TRUE, 1e-4},
      {"R'G'B'A half", 3, TRUE, 1e-3},
      {"R'G'B'A float", 3, TRUE, 1e-6},
      {"RGBA float", 3, TRUE, 1e-4},
      {"RGB u16", 3, FALSE, 1e-2},
      {"Y' u8", 1, FALSE, 1e-6},
      {"Y'A u8", 1, TRUE, 1e-6},
      {"Y'A u16", 1, TRUE, 1e-4},
      {"YA float", 1, TRUE, 1e-4},
      /* A gray model on a colour image: all channels are equal. */
      {"R'G'B'A u8", 1, TRUE, 2e-3},
      {"RGBA float", 1, TRUE, 1e-4},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_round_trip (cases[i].format, cases[i].channels, cases[i].has_alpha, cases[i].tolerance);
}

/* A gray pixel gives three equal channels. */
static void
test_gray_as_colour (void)
{
  GeglRectangle region = {0, 0, 1, 1};
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&region, babl_format ("Y' u8"));
  const guint8 gray = 100;
  float pixels[3], alpha[1];

  gegl_buffer_set (buffer, &region, 0, NULL, &gray, GEGL_AUTO_ROWSTRIDE);
  ncsn_buffer_read (buffer, &region, 3, pixels, alpha);
  for (int c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon (pixels[c], 100 / 255.0, 1e-4);
}

/* The luminance of pure green by the sRGB standard: the linear weight 0.7152, encoded. */
static void
test_colour_as_gray (void)
{
  GeglRectangle region = {0, 0, 1, 1};
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&region, babl_format ("R'G'B' u8"));
  const guint8 green[] = {0, 255, 0};
  float pixels[1], alpha[1];

  gegl_buffer_set (buffer, &region, 0, NULL, green, GEGL_AUTO_ROWSTRIDE);
  ncsn_buffer_read (buffer, &region, 1, pixels, alpha);
  g_assert_cmpfloat_with_epsilon (pixels[0], 1.055 * pow (0.7152, 1 / 2.4) - 0.055, 2e-3);
}

/* A checksum of the floats read from buffers of random pixels in many formats. */
static char *
checksum (void)
{
  const char *const formats[] = {"R'G'B' u8",    "R'G'B'A u8", "RGBA u8", "R'G'B'A u16", "RGBA u32",
                                 "R'G'B'A half", "RGBA float", "Y'A u8",  "YA float"};
  enum { SIDE = 128 };
  GeglRectangle region = {0, 0, SIDE, SIDE};
  g_autofree float *pixels = g_new (float, SIDE *SIDE * 4);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint channels = 1; channels <= 3; channels += 2) {
      g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&region, babl_format (formats[i]));
      for (int k = 0; k < SIDE * SIDE * 4; k++)
        pixels[k] = (float)g_rand_double (rand);
      ncsn_buffer_write (buffer, &region, channels, pixels, pixels + SIDE * SIDE * channels);
      ncsn_buffer_read (buffer, &region, channels, pixels, pixels + SIDE * SIDE * channels);
      g_checksum_update (sum, (const guchar *)pixels,
                         SIDE * SIDE * (channels + 1) * (gssize)sizeof *pixels);
    }
  return g_strdup (g_checksum_get_string (sum));
}

/* Several processes, each of which chooses its conversions anew, read the same numbers. */
static void
test_same_in_every_process (void)
{
  g_autofree char *wanted = checksum ();

  for (int i = 0; i < 6; i++) {
    g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_autofree char *said = NULL;
    g_subprocess_launcher_setenv (launcher, "BABL_INHIBIT_CACHE", "1", TRUE);
    g_autoptr (GSubprocess) process =
        g_subprocess_launcher_spawn (launcher, NULL, program, "--checksum", NULL);
    g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, NULL));
    g_assert_cmpstr (said, ==, wanted);
  }
}

/* Pixels outside the buffer are transparent and not selected. */
static void
test_outside (void)
{
  g_autoptr (GeglBuffer) buffer =
      gegl_buffer_new (GEGL_RECTANGLE (0, 0, 1, 1), babl_format ("Y u8"));
  const guint8 half = 51;
  float mask[2], pixels[2], alpha[2];

  gegl_buffer_set (buffer, GEGL_RECTANGLE (0, 0, 1, 1), 0, NULL, &half, GEGL_AUTO_ROWSTRIDE);
  ncsn_buffer_read_mask (buffer, GEGL_RECTANGLE (0, 0, 2, 1), mask);
  g_assert_cmpfloat_with_epsilon (mask[0], 0.2, 1e-6);
  g_assert_cmpfloat (mask[1], ==, 0);
  ncsn_buffer_read (buffer, GEGL_RECTANGLE (0, 0, 2, 1), 1, pixels, alpha);
  g_assert_cmpfloat (alpha[0], ==, 1);
  g_assert_cmpfloat (alpha[1], ==, 0);
}

int
main (int argc, char **argv)
{
  ncsn_buffer_make_repeatable ();
  gegl_init (&argc, &argv);
  program = argv[0];
  if (argc == 2 && g_str_equal (argv[1], "--checksum")) {
    g_autofree char *sum = checksum ();
    g_print ("%s", sum);
    return 0;
  }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/buffer/round-trip", test_round_trip);
  g_test_add_func ("/buffer/gray-as-colour", test_gray_as_colour);
  g_test_add_func ("/buffer/colour-as-gray", test_colour_as_gray);
  g_test_add_func ("/buffer/same-in-every-process", test_same_in_every_process);
  g_test_add_func ("/buffer/outside", test_outside);
  int status = g_test_run ();
  gegl_exit ();
  return status;
}
