/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes PNG files with libpng. */
#include "picture-kind.h"

#include <string.h>

#include "png-private.h"

/* Higher levels take several times as long and save a few percent. */
#define COMPRESSION_LEVEL 3

void
ncsn_png_on_error (png_structp png, png_const_charp message)
{
  png_longjmp (png, 1);
}

void
ncsn_png_on_warning (png_structp png, png_const_charp message)
{
}

static void
append (png_structp png, png_bytep bytes, size_t size)
{
  g_byte_array_append (png_get_io_ptr (png), bytes, (guint)size);
}

/* The text comes before the pixels, so that it can be read without them. NULL adds none. */
static void
set_text (png_structp png, png_infop info, const char *keyword, const char *content)
{
  if (content == NULL)
    return;
  png_text text = {.compression = PNG_ITXT_COMPRESSION_NONE,
                   .key = (char *)keyword,
                   .text = (char *)content,
                   .itxt_length = strlen (content),
                   .lang = (char *)"",
                   .lang_key = (char *)""};
  png_set_text (png, info, &text, 1);
}

/* Metadata that does not change the appearance of the pixels. */
static void
set_metadata (png_structp png, png_infop info, const NcsnImage *image, const char *record)
{
  gsize size = 0;
  gconstpointer exif = image->exif != NULL ? g_bytes_get_data (image->exif, &size) : NULL;
  if (image->resolution[0] > 0 && image->resolution[1] > 0)
    png_set_pHYs (png, info, (png_uint_32)(image->resolution[0] + 0.5),
                  (png_uint_32)(image->resolution[1] + 0.5), PNG_RESOLUTION_METER);
  if (exif != NULL && size <= PNG_UINT_31_MAX)
    png_set_eXIf_1 (png, info, (png_uint_32)size, (png_bytep)exif);
  set_text (png, info, NCSN_RECORD_NAME, record);
  set_text (png, info, "XML:com.adobe.xmp", image->xmp);
}

/* The numbers written for each pixel. */
static guint
n_channels (const NcsnImage *image)
{
  return image->channels + (image->alpha != NULL ? 1 : 0);
}

static void
set_header (png_structp png, png_infop info, const NcsnImage *image)
{
  const int colour = image->channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
  png_set_user_limits (png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_compression_level (png, COMPRESSION_LEVEL);
  png_set_IHDR (png, info, (png_uint_32)image->width, (png_uint_32)image->height, (int)image->depth,
                colour | (image->alpha != NULL ? PNG_COLOR_MASK_ALPHA : 0), PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
}

/* libpng omits a profile that it finds invalid. */
static void
set_colours (png_structp png, png_infop info, const NcsnImage *image)
{
  gsize size = 0;
  gconstpointer profile = image->profile != NULL ? g_bytes_get_data (image->profile, &size) : NULL;
  png_set_benign_errors (png, TRUE);
  if (profile != NULL)
    png_set_iCCP (png, info, "ICC profile", PNG_COMPRESSION_TYPE_BASE, profile, (png_uint_32)size);
  else if (image->gamma > 0)
    png_set_gAMA (png, info, 1.0 / image->gamma);
  else
    png_set_sRGB (png, info, PNG_sRGB_INTENT_PERCEPTUAL);
}

/* FALSE when libpng fails: it jumps back here, so this function must own nothing. */
static gboolean
encode (png_structp png, png_infop info, const NcsnImage *image, const char *record, guint8 *row)
{
  if (setjmp (png_jmpbuf (png)) != 0)
    return FALSE;
  set_header (png, info, image);
  set_colours (png, info, image);
  set_metadata (png, info, image, record);
  png_write_info (png, info);
  for (gsize y = 0; y < image->height; y++) {
    ncsn_image_write_pixels (image, y * image->width, image->width, G_BIG_ENDIAN, row);
    png_write_row (png, row);
  }
  png_write_end (png, info);
  return TRUE;
}

static gboolean
encode_png (const NcsnImage *image, const char *record, GByteArray *bytes)
{
  g_autofree guint8 *row = g_malloc (image->width * n_channels (image) * image->depth / 8);
  png_structp png =
      png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, ncsn_png_on_error, ncsn_png_on_warning);
  png_infop info = png != NULL ? png_create_info_struct (png) : NULL;
  gboolean encoded = FALSE;
  if (info != NULL) {
    png_set_write_fn (png, bytes, append, NULL);
    encoded = encode (png, info, image, record, row);
  }
  png_destroy_write_struct (&png, &info);
  return encoded;
}

static const char *const endings[] = {".png", NULL};

const NcsnPictureKind ncsn_picture_png = {.name = "PNG",
                                          .endings = endings,
                                          .max_side = PNG_UINT_31_MAX,
                                          .depth = 16,
                                          .alpha = TRUE,
                                          .gray = TRUE,
                                          .gamma = TRUE,
                                          .encode = encode_png};
