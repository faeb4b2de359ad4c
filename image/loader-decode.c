/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes picture files with GEGL. Runs in the loader's process (loader-process.h). */
#include "loader-decode.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <gegl-plugin.h>
#include <gegl.h>
#include <gio/gio.h>
#include <ncsn/ncsn.h>

#include "buffer.h"
#include "completeness.h"
#include "metadata.h"
#include "orientation.h"
#include "profile.h"
#include "resolution.h"
#include "webp.h"

/* Memory that a picture takes at most while it is read: GEGL's buffer, the decoder's picture and
 * the program's, each of four floats a pixel. */
#define BYTES_PER_PIXEL 48.0

/* Address space that GEGL's operations and their libraries take when they are loaded. One of them
 * is OpenBLAS, which needs 128 MiB at once for each thread and otherwise tries again for ever. */
#define START_BYTES ((guint64)400 << 20)

/* An unknown colour profile is not a failure: the picture is then taken as sRGB. */
static GLogWriterOutput
note_complaint (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  gboolean *complained = data;
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && (level & G_LOG_LEVEL_MASK) <= G_LOG_LEVEL_WARNING)
      *complained = *complained || strstr (fields[i].value, "icc") == NULL;
  return G_LOG_WRITER_HANDLED;
}

gboolean
ncsn_loader_decode_start (gboolean *complained)
{
  if (ncsn_memory_mappable () < START_BYTES)
    return FALSE;
  g_setenv ("OPENBLAS_NUM_THREADS", "1", TRUE);
  g_log_set_writer_func (note_complaint, complained, NULL);
  ncsn_buffer_make_repeatable ();
  gegl_init (NULL, NULL);
  gexiv2_initialize ();
  /* GEGL knows the file types of its operations only after it has looked one up by name. */
  (void)gegl_has_operation ("gegl:load");
  return TRUE;
}

/* The name of GEGL's operation that loads this file; NULL if there is none. The file's content
 * decides, or its name if the content is not conclusive. */
static const char *
find_operation (const char *path)
{
  guchar head[4096];
  gsize n = 0;
  FILE *file = fopen (path, "rbe");
  if (file != NULL) {
    n = fread (head, 1, sizeof head, file);
    fclose (file);
  }

  gboolean uncertain;
  g_autofree char *type = g_content_type_guess (NULL, head, n, &uncertain);
  if (uncertain || !g_str_has_prefix (type, "image/")) {
    g_free (type);
    type = g_content_type_guess (path, head, n, &uncertain);
  }
  const char *operation = gegl_operation_handlers_get_loader (type);
  const char *ending = strrchr (path, '.');
  if (operation == NULL && ending != NULL)
    operation = gegl_operation_handlers_get_loader (ending);
  /* gegl:magick-load passes the file to another program through a shell. */
  return g_strcmp0 (operation, "gegl:magick-load") != 0 ? operation : NULL;
}

static gboolean
is_complete (const char *path, const char *operation, gsize n_pixels)
{
  if (g_str_equal (operation, "gegl:jpg-load"))
    return ncsn_jpeg_is_complete (path);
  return !g_str_equal (operation, "gegl:ppm-load") || ncsn_pnm_is_complete (path, n_pixels);
}

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

static NcsnImage *
picture_of (GeglBuffer *buffer, const GeglRectangle *bounds, const NcsnImageLoadOptions *options)
{
  NcsnImage *image = pixels_of (buffer, bounds, options);
  if (image != NULL)
    image->depth = has_more_than_8_bits (gegl_buffer_get_format (buffer)) ? 16 : 8;
  return image;
}

/* The buffer that the node loads (transfer full), or NULL. */
static GeglBuffer *
render (GeglNode *graph, GeglNode *load)
{
  GeglBuffer *buffer = NULL;
  GeglNode *sink =
      gegl_node_new_child (graph, "operation", "gegl:buffer-sink", "buffer", &buffer, NULL);
  gegl_node_link (load, sink);
  gegl_node_process (sink);
  return buffer;
}

/* The orientation of the loaded pixels. The formats that are not listed here are always upright. */
static guint
orientation_of (const char *path, const char *operation, GExiv2Metadata *metadata)
{
  static const char *const by_exif[] = {"gegl:jpg-load", "gegl:png-load", "gegl:raw-load",
                                        "gegl:webp-load", NULL};
  if (g_str_equal (operation, "gegl:tiff-load"))
    return ncsn_orientation_of_tiff (path);
  return g_strv_contains (by_exif, operation) ? ncsn_metadata_orientation (metadata) : 1;
}

/* babl treats a profile that it does not understand as sRGB. The numbers are unchanged, so the
 * file's own profile still applies to them. */
static void
keep_profile (const guint8 *bytes, gsize size, NcsnImage *image)
{
  if (image->profile != NULL || image->gamma > 0)
    return;
  image->profile = ncsn_profile_read (bytes, size);
  if (image->profile != NULL &&
      !is_for (g_bytes_get_data (image->profile, NULL), g_bytes_get_size (image->profile), image))
    g_clear_pointer (&image->profile, g_bytes_unref);
}

static void
describe (const char *path, GExiv2Metadata *metadata, guint orientation, NcsnImage *image)
{
  double resolution[2] = {0};
  const gboolean turned = ncsn_orientation_is_turned (orientation);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  if (file != NULL) {
    const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents (file);
    const gsize size = g_mapped_file_get_length (file);
    keep_profile (bytes, size, image);
    ncsn_resolution_read (bytes, size, resolution);
    ncsn_resolution_set (image->resolution, resolution[turned], resolution[!turned]);
  }
  ncsn_metadata_describe (metadata, orientation, image);
}

/* The picture, upright and as the options ask, with the file's metadata if it is read exactly. */
static NcsnImage *
finish (const char *path, const char *operation, GeglBuffer *buffer, const GeglRectangle *bounds,
        const NcsnImageLoadOptions *options)
{
  g_autoptr (GExiv2Metadata) metadata = ncsn_metadata_read (path);
  const guint orientation = orientation_of (path, operation, metadata);
  g_autoptr (GeglBuffer) upright =
      orientation != 1 ? ncsn_orientation_apply (buffer, bounds, orientation) : NULL;
  NcsnImage *image = upright != NULL
                         ? picture_of (upright, gegl_buffer_get_extent (upright), options)
                         : picture_of (buffer, bounds, options);
  if (image != NULL && options->exact)
    describe (path, metadata, orientation, image);
  return image;
}

NcsnLoaderStatus
ncsn_loader_decode (const char *path, const NcsnImageLoadOptions *options, gboolean *complained,
                    NcsnImage **image, NcsnLoaderReply *reply)
{
  const char *operation = find_operation (path);
  if (operation == NULL)
    return NCSN_LOADER_UNKNOWN;

  *complained = FALSE;
  const gboolean webp = g_str_equal (operation, "gegl:webp-load");
  g_autoptr (GeglNode) graph = gegl_node_new ();
  GeglNode *load = gegl_node_new_child (graph, "operation", operation, "path", path, NULL);
  const GeglRectangle bounds = webp ? ncsn_webp_bounds (path) : gegl_node_get_bounding_box (load);
  if (*complained || bounds.width <= 0 || bounds.height <= 0)
    return NCSN_LOADER_DAMAGED;

  reply->width = bounds.width;
  reply->height = bounds.height;
  if (reply->width * reply->height > NCSN_IMAGE_MAX_PIXELS)
    return NCSN_LOADER_TOO_LARGE;
  if (!ncsn_memory_check ((double)reply->width * (double)reply->height * BYTES_PER_PIXEL, NULL))
    return NCSN_LOADER_NO_MEMORY;
  if (!is_complete (path, operation, reply->width * reply->height))
    return NCSN_LOADER_DAMAGED;

  g_autoptr (GeglBuffer) buffer = webp ? ncsn_webp_load (path) : render (graph, load);
  if (buffer != NULL && !*complained)
    *image = finish (path, operation, buffer, &bounds, options);
  return *image != NULL ? NCSN_LOADER_READ : NCSN_LOADER_DAMAGED;
}
