/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes animated WebP files with libwebp. Frames are lossy, because noise makes lossless frames
 * large. */
#include <webp/encode.h>
#include <webp/mux.h>

#include "animation-private.h"

#define QUALITY 90
#define METHOD 2 /* of 0 (fast) to 6 (small files) */

typedef struct {
  WebPAnimEncoder *encoder;
  WebPConfig config;
  int width, height;
  int time; /* start of the next frame, in milliseconds */
  guint8 *rgb;
} WebpEncoder;

static void
webp_free (gpointer data)
{
  WebpEncoder *encoder = data;
  WebPAnimEncoderDelete (encoder->encoder);
  g_free (encoder->rgb);
  g_free (encoder);
}

static gpointer
webp_start (gsize width, gsize height)
{
  WebPAnimEncoderOptions options; /* by default the animation loops for ever */
  WebpEncoder *encoder = g_new0 (WebpEncoder, 1);
  encoder->width = (int)width;
  encoder->height = (int)height;
  encoder->rgb = g_malloc (3 * width * height);
  if (WebPConfigInit (&encoder->config) && WebPAnimEncoderOptionsInit (&options))
    encoder->encoder = WebPAnimEncoderNew (encoder->width, encoder->height, &options);
  encoder->config.quality = QUALITY;
  encoder->config.method = METHOD;
  if (encoder->encoder != NULL)
    return encoder;
  webp_free (encoder);
  return NULL;
}

static gboolean
webp_add (gpointer data, const NcsnImage *frame, guint milliseconds)
{
  WebpEncoder *encoder = data;
  const guint channels = frame->channels;
  WebPPicture picture;
  if (!WebPPictureInit (&picture))
    return FALSE;
  picture.use_argb = 1;
  picture.width = encoder->width;
  picture.height = encoder->height;
  for (gsize i = 0; i < frame->width * frame->height; i++)
    for (guint c = 0; c < 3; c++)
      encoder->rgb[3 * i + c] = ncsn_image_byte (frame->data[i * channels + c % channels]);

  const gboolean added =
      WebPPictureImportRGB (&picture, encoder->rgb, 3 * encoder->width) &&
      WebPAnimEncoderAdd (encoder->encoder, &picture, encoder->time, &encoder->config);
  WebPPictureFree (&picture);
  encoder->time += (int)milliseconds;
  return added;
}

static gboolean
webp_finish (gpointer data, GByteArray *bytes)
{
  WebpEncoder *encoder = data;
  WebPData whole;
  WebPDataInit (&whole);
  const gboolean made = WebPAnimEncoderAdd (encoder->encoder, NULL, encoder->time, NULL) &&
                        WebPAnimEncoderAssemble (encoder->encoder, &whole);
  if (made)
    g_byte_array_append (bytes, whole.bytes, (guint)whole.size);
  WebPDataClear (&whole);
  return made;
}

const NcsnAnimationKind ncsn_animation_webp = {.ending = ".webp",
                                               .max_side = WEBP_MAX_DIMENSION,
                                               .start = webp_start,
                                               .add = webp_add,
                                               .finish = webp_finish,
                                               .free = webp_free};
