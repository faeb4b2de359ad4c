/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes picture files with GEGL: chooses the operation, checks the size, loads the file and turns
 * the picture upright. Runs in the loader's process (loader-process.h). */
#include "loader-decode.h"

#include <stdio.h>
#include <string.h>

#include <gegl-plugin.h>
#include <gegl.h>
#include <gio/gio.h>
#include <ncsn/ncsn.h>

#include "buffer.h"
#include "completeness.h"
#include "iptc.h"
#include "jpeg.h"
#include "loader-picture.h"
#include "metadata.h"
#include "orientation.h"
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

static void
describe (const char *path, GExiv2Metadata *metadata, guint orientation, NcsnImage *image)
{
  double resolution[2] = {0};
  const gboolean turned = ncsn_orientation_is_turned (orientation);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  if (file != NULL) {
    const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents (file);
    const gsize size = g_mapped_file_get_length (file);
    ncsn_loader_keep_profile (bytes, size, image);
    ncsn_jpeg_read_coding (bytes, size, &image->jpeg);
    if (turned)
      ncsn_jpeg_turn_coding (&image->jpeg);
    image->iptc = ncsn_iptc_read (bytes, size);
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
                         ? ncsn_loader_picture (upright, gegl_buffer_get_extent (upright), options)
                         : ncsn_loader_picture (buffer, bounds, options);
  if (image != NULL && options->exact)
    describe (path, metadata, orientation, image);
  return image;
}

NcsnLoaderStatus
ncsn_loader_check_format (const char *path)
{
  return find_operation (path) != NULL ? NCSN_LOADER_KNOWN : NCSN_LOADER_UNKNOWN;
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
