/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What JPEG loses, beside libjpeg. */
#undef G_DISABLE_ASSERT
#include "camera/jpeg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "ncsn/random.h"

enum { HEIGHT = 45, WIDTH = 52, SIZE = HEIGHT * WIDTH * 3 };

/* A picture as bytes / 255: waves with noise. */
static void
draw (float *rgb)
{
  ncsn_random_normal ((NcsnRandomKey){.seed = 2, .stream = NCSN_STREAM_NOISE}, 0, SIZE, rgb);
  for (gsize i = 0; i < SIZE; i++) {
    const double y = (double)(i / 3 / WIDTH), x = (double)(i / 3 % WIDTH), c = (double)(i % 3);
    const double value = 0.5 + 0.45 * sin (0.2 * y + 0.15 * x + c) + 0.05 * (double)rgb[i];

    rgb[i] = (float)(round (255.0 * CLAMP (value, 0.0, 1.0)) / 255.0);
  }
}

static void
compress (const NcsnJpeg *jpeg, guint8 *bytes, unsigned char **file, unsigned long *size)
{
  struct jpeg_error_mgr manager;
  struct jpeg_compress_struct writer = {.err = jpeg_std_error (&manager)};

  jpeg_create_compress (&writer);
  jpeg_mem_dest (&writer, file, size);
  writer.image_width = WIDTH;
  writer.image_height = HEIGHT;
  writer.input_components = 3;
  writer.in_color_space = JCS_RGB;
  jpeg_set_defaults (&writer);
  jpeg_set_quality (&writer, (int)jpeg->quality, TRUE);
  writer.dct_method = JDCT_FLOAT;
  writer.comp_info[0].h_samp_factor = writer.comp_info[0].v_samp_factor = jpeg->halved ? 2 : 1;
  jpeg_start_compress (&writer, TRUE);
  for (guint y = 0; y < HEIGHT; y++) {
    JSAMPROW row = bytes + 3 * WIDTH * y;

    jpeg_write_scanlines (&writer, &row, 1);
  }
  jpeg_finish_compress (&writer);
  jpeg_destroy_compress (&writer);
}

static void
decompress (const unsigned char *file, unsigned long size, guint8 *bytes)
{
  struct jpeg_error_mgr manager;
  struct jpeg_decompress_struct reader = {.err = jpeg_std_error (&manager)};

  jpeg_create_decompress (&reader);
  jpeg_mem_src (&reader, file, size);
  jpeg_read_header (&reader, TRUE);
  reader.dct_method = JDCT_FLOAT;
  jpeg_start_decompress (&reader);
  while (reader.output_scanline < HEIGHT) {
    JSAMPROW row = bytes + 3 * WIDTH * reader.output_scanline;

    jpeg_read_scanlines (&reader, &row, 1);
  }
  jpeg_finish_decompress (&reader);
  jpeg_destroy_decompress (&reader);
}

static void
through_libjpeg (const NcsnJpeg *jpeg, float *rgb)
{
  guint8 bytes[SIZE];
  unsigned char *file = NULL;
  unsigned long size = 0;

  for (gsize i = 0; i < SIZE; i++)
    bytes[i] = (guint8)lrintf (255.0f * rgb[i]);
  compress (jpeg, bytes, &file, &size);
  decompress (file, size, bytes);
  for (gsize i = 0; i < SIZE; i++)
    rgb[i] = (float)bytes[i] / 255.0f;
  free (file);
}

/* With libjpeg's transform of floats. A few waves lie in the middle between two steps and round
 * otherwise. */
static void
test_as_libjpeg (void)
{
  const guint qualities[] = {30, 60, 85, 95};

  for (guint k = 0; k < 2 * G_N_ELEMENTS (qualities); k++) {
    const NcsnJpeg jpeg = {qualities[k / 2], k % 2};
    float before[SIZE], ours[SIZE], theirs[SIZE];
    double difference = 0.0, lost = 0.0;

    draw (before);
    draw (ours);
    draw (theirs);
    ncsn_jpeg_lose (&jpeg, HEIGHT, WIDTH, ours);
    through_libjpeg (&jpeg, theirs);
    for (gsize i = 0; i < SIZE; i++) {
      difference += (double)((ours[i] - theirs[i]) * (ours[i] - theirs[i]));
      lost += (double)((before[i] - theirs[i]) * (before[i] - theirs[i]));
    }
    g_test_message ("quality %u, halved %u: lost %.3f, differs by %.3f of 255", jpeg.quality,
                    jpeg.halved, 255 * sqrt (lost / SIZE), 255 * sqrt (difference / SIZE));
    g_assert_cmpfloat (sqrt (difference / SIZE), <, 0.5 / 255.0);
    g_assert_cmpfloat (difference, <, 0.01 * lost);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jpeg/as-libjpeg", test_as_libjpeg);
  return g_test_run ();
}
