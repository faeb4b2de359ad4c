/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes lossless WebP files with libwebp. */
#include <string.h>

#include <webp/encode.h>
#include <webp/mux.h>

#include "picture-kind.h"

#define LEVEL 4     /* of 0 (fast) to 9 (small files) */
#define N_NUMBERS 4 /* red, green, blue, alpha */

static guint8 *
numbers_of (const NcsnImage *image)
{
  const gsize n = image->width * image->height;
  guint8 *numbers = g_try_malloc_n (n, N_NUMBERS);
  for (gsize i = 0; numbers != NULL && i < n; i++) {
    for (guint c = 0; c < 3; c++)
      numbers[i * N_NUMBERS + c] =
          ncsn_image_byte (image->data[i * image->channels + c % image->channels]);
    numbers[i * N_NUMBERS + 3] = image->alpha != NULL ? ncsn_image_byte (image->alpha[i]) : 255;
  }
  return numbers;
}

/* The pixels alone, as a file in `writer`. */
static gboolean
encode_pixels (const NcsnImage *image, WebPMemoryWriter *writer)
{
  WebPConfig config;
  WebPPicture picture;
  g_autofree guint8 *numbers = numbers_of (image);
  if (numbers == NULL || !WebPConfigInit (&config) || !WebPPictureInit (&picture) ||
      !WebPConfigLosslessPreset (&config, LEVEL))
    return FALSE;
  config.exact = TRUE; /* the colours of transparent pixels */
  picture.use_argb = TRUE;
  picture.width = (int)image->width;
  picture.height = (int)image->height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = writer;
  const gboolean encoded = WebPPictureImportRGBA (&picture, numbers, N_NUMBERS * picture.width) &&
                           WebPEncode (&config, &picture);
  WebPPictureFree (&picture);
  return encoded;
}

/* NULL adds none. */
static gboolean
add (WebPMux *mux, const char *kind, const void *content, gsize size)
{
  const WebPData data = {content, size};
  return content == NULL || WebPMuxSetChunk (mux, kind, &data, FALSE) == WEBP_MUX_OK;
}

static gboolean
add_bytes (WebPMux *mux, const char *kind, GBytes *content)
{
  gsize size = 0;
  const void *data = content != NULL ? g_bytes_get_data (content, &size) : NULL;
  return add (mux, kind, data, size);
}

static gboolean
add_text (WebPMux *mux, const char *kind, const char *text)
{
  return add (mux, kind, text, text != NULL ? strlen (text) : 0);
}

static gboolean
assemble (const WebPMemoryWriter *pixels, const NcsnImage *image, const char *record,
          GByteArray *bytes)
{
  const WebPData whole = {pixels->mem, pixels->size};
  WebPData file = {0};
  WebPMux *mux = WebPMuxCreate (&whole, FALSE);
  const gboolean made =
      mux != NULL && add_bytes (mux, "ICCP", image->profile) &&
      add_bytes (mux, "EXIF", image->exif) && add_text (mux, "XMP ", image->xmp) &&
      add_text (mux, NCSN_WEBP_RECORD, record) && WebPMuxAssemble (mux, &file) == WEBP_MUX_OK;
  if (made)
    g_byte_array_append (bytes, file.bytes, (guint)file.size);
  WebPDataClear (&file);
  WebPMuxDelete (mux);
  return made;
}

static gboolean
encode_webp (const NcsnImage *image, const char *record, GByteArray *bytes)
{
  WebPMemoryWriter pixels;
  WebPMemoryWriterInit (&pixels);
  const gboolean encoded =
      encode_pixels (image, &pixels) && assemble (&pixels, image, record, bytes);
  WebPMemoryWriterClear (&pixels);
  return encoded;
}

static const char *const endings[] = {".webp", NULL};

const NcsnPictureKind ncsn_picture_webp = {.name = "WebP",
                                           .endings = endings,
                                           .max_side = WEBP_MAX_DIMENSION,
                                           .depth = 8,
                                           .alpha = TRUE,
                                           .encode = encode_webp};
