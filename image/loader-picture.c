/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes an NcsnImage of a loaded GeglBuffer: crops, resizes, converts to sRGB and composites over
 * black, or keeps the exact numbers and records their colour space. */
#include "loader-picture.h"

#include <math.h>
#include <string.h>

#include "profile.h"

static gboolean
is_gray (const Babl *format)
{
  return (babl_get_model_flags (format) & BABL_MODEL_FLAG_GRAY) != 0;
}

static gboolean
has_more_than_8_bits (const Babl *format)
{
  return babl_format_get_type (format, 0) != babl_type ("u8");
}

/* The largest rectangle in the middle with the aspect ratio width : height. */
static GeglRectangle
middle (const GeglRectangle *all, guint width, guint height)
{
  const double scale = MIN ((double)all->width / width, (double)all->height / height);
  const int w = CLAMP ((int)(width * scale + 0.5), 1, all->width);
  const int h = CLAMP ((int)(height * scale + 0.5), 1, all->height);
  return *GEGL_RECTANGLE (all->x + (all->width - w) / 2, all->y + (all->height - h) / 2, w, h);
}

/* A part of the buffer, resized, as a new buffer at the origin. GEGL resizes premultiplied linear
 * light, which mixes as light does. */
static GeglBuffer *
resize (GeglBuffer *buffer, const GeglRectangle *part, guint width, guint height)
{
  g_autoptr (GeglNode) graph = gegl_node_new ();
  GeglBuffer *resized = NULL;
  GeglNode *source =
      gegl_node_new_child (graph, "operation", "gegl:buffer-source", "buffer", buffer, NULL);
  GeglNode *crop = gegl_node_new_child (graph, "operation", "gegl:crop", "x", (double)part->x, "y",
                                        (double)part->y, "width", (double)part->width, "height",
                                        (double)part->height, NULL);
  GeglNode *move = gegl_node_new_child (graph, "operation", "gegl:translate", "x", (double)-part->x,
                                        "y", (double)-part->y, NULL);
  GeglNode *scale = gegl_node_new_child (graph, "operation", "gegl:scale-size", "x", (double)width,
                                         "y", (double)height, "sampler", GEGL_SAMPLER_LOHALO,
                                         "abyss-policy", GEGL_ABYSS_CLAMP, NULL);
  GeglNode *sink =
      gegl_node_new_child (graph, "operation", "gegl:buffer-sink", "buffer", &resized, NULL);
  gegl_node_link_many (source, crop, move, scale, sink, NULL);
  gegl_node_process (sink);
  return resized;
}

/* NaN becomes 0. */
static float
clamped (float value)
{
  return value > 0.0f ? MIN (value, 1.0f) : 0.0f;
}

static void
put (NcsnImage *image, gsize index, float value)
{
  if (image->bytes != NULL)
    image->bytes[index] = ncsn_image_byte (value);
  else
    image->data[index] = clamped (value);
}

/* Reads the pixels of `area`: with separate alpha if the image has room for it, otherwise over
 * black. Returns whether they are all opaque. */
static gboolean
read_pixels (GeglBuffer *buffer, const GeglRectangle *area, NcsnImage *image)
{
  const guint channels = image->channels;
  const Babl *format = babl_format (channels == 1 ? "Y'A float" : "R'G'B'A float");
  g_autofree float *row = g_new (float, image->width *(channels + 1));
  gsize index = 0;
  gboolean opaque = TRUE;
  for (int y = 0; y < area->height; y++) {
    gegl_buffer_get (buffer, GEGL_RECTANGLE (area->x, area->y + y, area->width, 1), 1.0, format,
                     row, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    for (gsize x = 0; x < image->width; x++) {
      const float *pixel = row + x * (channels + 1);
      const float alpha = pixel[channels];
      opaque = opaque && alpha >= 1.0f;
      for (guint c = 0; c < channels; c++)
        put (image, index++, image->alpha != NULL ? pixel[c] : pixel[c] * alpha);
      if (image->alpha != NULL)
        image->alpha[y * image->width + x] = clamped (alpha);
    }
  }
  return opaque;
}

/* The exponent of a colour space's transfer function, measured at ½. */
static double
gamma_of (const Babl *space)
{
  const float half = 0.5f;
  float linear = half;
  babl_process (babl_fish (babl_format_with_space ("Y' float", space),
                           babl_format_with_space ("Y float", space)),
                &half, &linear, 1);
  return linear > 0.0f && linear < 1.0f ? log2 (linear) / log2 (half) : 0;
}

/* Whether a profile is for as many channels as the image has. */
static gboolean
is_for (const char *icc, gsize length, const NcsnImage *image)
{
  enum { COLOUR_SPACE = 16, HEADER_SIZE = 128 }; /* of the header of an ICC profile */
  return length >= HEADER_SIZE &&
         memcmp (icc + COLOUR_SPACE, image->channels == 1 ? "GRAY" : "RGB ", 4) == 0;
}

/* Records a colour space other than sRGB in the image: as an ICC profile, if the space has one for
 * these channels, or for gray as the exponent of its curve. */
static void
describe_colours (const Babl *space, NcsnImage *image)
{
  int length = 0;
  if (space == babl_space ("sRGB"))
    return;
  const char *icc = babl_space_get_icc (space, &length);
  if (icc != NULL && is_for (icc, length, image))
    image->profile = g_bytes_new (icc, length);
  else if (image->channels == 1)
    image->gamma = gamma_of (space);
}

static NcsnImage *
picture_over_black (GeglBuffer *buffer, const GeglRectangle *area, guint channels, gboolean bytes)
{
  NcsnImage *image =
      (bytes ? ncsn_image_new_bytes : ncsn_image_new) (area->width, area->height, channels, NULL);
  const Babl *opaque_srgb = babl_format (channels == 1 ? "Y' u8" : "R'G'B' u8");
  if (image == NULL)
    return NULL;
  if (bytes && gegl_buffer_get_format (buffer) == opaque_srgb)
    gegl_buffer_get (buffer, area, 1.0, opaque_srgb, image->bytes, GEGL_AUTO_ROWSTRIDE,
                     GEGL_ABYSS_NONE);
  else
    read_pixels (buffer, area, image);
  return image;
}

/* Labels the numbers in the buffer as sRGB without converting them, which would round, and records
 * their true colour space in the image. Numbers that are not gamma-corrected gray or RGB stay as
 * they are: they must be converted to sRGB. */
static void
assign_srgb (GeglBuffer *buffer, NcsnImage *image)
{
  const Babl *format = gegl_buffer_get_format (buffer);
  const BablModelFlag flags = babl_get_model_flags (format);
  if ((flags & BABL_MODEL_FLAG_NONLINEAR) == 0 ||
      (flags & (BABL_MODEL_FLAG_GRAY | BABL_MODEL_FLAG_RGB)) == 0)
    return;
  gegl_buffer_set_format (buffer, babl_format (babl_format_get_encoding (format)));
  describe_colours (babl_format_get_space (format), image);
}

static NcsnImage *
picture_exactly (GeglBuffer *buffer, const GeglRectangle *area, guint channels)
{
  g_autoptr (NcsnImage) image = ncsn_image_new (area->width, area->height, channels, NULL);
  if (image == NULL)
    return NULL;
  image->alpha = g_try_new (float, image->width * image->height);
  if (image->alpha == NULL)
    return NULL;
  assign_srgb (buffer, image);
  if (read_pixels (buffer, area, image))
    g_clear_pointer (&image->alpha, g_free);
  return g_steal_pointer (&image);
}

static NcsnImage *
pixels_of (GeglBuffer *buffer, const GeglRectangle *bounds, const NcsnImageLoadOptions *options)
{
  const guint channels = options->channels != 0                      ? options->channels
                         : is_gray (gegl_buffer_get_format (buffer)) ? 1
                                                                     : 3;
  if (options->exact)
    return picture_exactly (buffer, bounds, channels);
  if (options->width == 0)
    return picture_over_black (buffer, bounds, channels, options->bytes);
  const GeglRectangle part = middle (bounds, options->width, options->height);
  g_autoptr (GeglBuffer) resized = resize (buffer, &part, options->width, options->height);
  return picture_over_black (resized, GEGL_RECTANGLE (0, 0, options->width, options->height),
                             channels, options->bytes);
}

NcsnImage *
ncsn_loader_picture (GeglBuffer *buffer, const GeglRectangle *bounds,
                     const NcsnImageLoadOptions *options)
{
  NcsnImage *image = pixels_of (buffer, bounds, options);
  if (image != NULL)
    image->depth = has_more_than_8_bits (gegl_buffer_get_format (buffer)) ? 16 : 8;
  return image;
}

void
ncsn_loader_keep_profile (const guint8 *bytes, gsize size, NcsnImage *image)
{
  if (image->profile != NULL || image->gamma > 0)
    return;
  image->profile = ncsn_profile_read (bytes, size);
  if (image->profile != NULL &&
      !is_for (g_bytes_get_data (image->profile, NULL), g_bytes_get_size (image->profile), image))
    g_clear_pointer (&image->profile, g_bytes_unref);
}
