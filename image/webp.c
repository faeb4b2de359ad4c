/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes WebP files with libwebp: the picture, or the first frame of an animation. */
#include "webp.h"

#include <webp/decode.h>
#include <webp/mux.h>

#include "profile.h"

typedef struct {
  GMappedFile *file;
  WebPData data; /* all of it */
  WebPMux *mux;  /* its chunks; NULL if they are damaged, though a picture may be readable */
} Webp;

static gboolean
webp_open (Webp *webp, const char *path)
{
  webp->file = g_mapped_file_new (path, FALSE, NULL);
  if (webp->file == NULL)
    return FALSE;
  webp->data = (WebPData){(const guint8 *)g_mapped_file_get_contents (webp->file),
                          g_mapped_file_get_length (webp->file)};
  webp->mux = WebPMuxCreate (&webp->data, FALSE);
  return TRUE;
}

static void
webp_clear (Webp *webp)
{
  WebPMuxDelete (webp->mux);
  g_clear_pointer (&webp->file, g_mapped_file_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Webp, webp_clear)

static GeglRectangle
canvas_of (const Webp *webp)
{
  int width = 0, height = 0;
  if (webp->mux == NULL || WebPMuxGetCanvasSize (webp->mux, &width, &height) != WEBP_MUX_OK)
    WebPGetInfo (webp->data.bytes, webp->data.size, &width, &height);
  return *GEGL_RECTANGLE (0, 0, width, height);
}

GeglRectangle
ncsn_webp_bounds (const char *path)
{
  g_auto (Webp) webp = {0};
  return webp_open (&webp, path) ? canvas_of (&webp) : *GEGL_RECTANGLE (0, 0, 0, 0);
}

/* The colour space of the file's profile; NULL (sRGB) if babl understands none. */
static const Babl *
space_of (const Webp *webp)
{
  const char *problem = NULL;
  g_autoptr (GBytes) profile = ncsn_profile_read (webp->data.bytes, webp->data.size);
  return profile != NULL ? babl_space_from_icc (g_bytes_get_data (profile, NULL),
                                                (int)g_bytes_get_size (profile),
                                                BABL_ICC_INTENT_DEFAULT, &problem)
                         : NULL;
}

/* Decodes a frame and places it on its canvas, which is transparent around it. */
static GeglBuffer *
lay_out (const WebPMuxFrameInfo *frame, const GeglRectangle *canvas, const Babl *space)
{
  const guint8 *bytes = frame->bitstream.bytes;
  const gsize size = frame->bitstream.size;
  WebPBitstreamFeatures features;
  if (WebPGetFeatures (bytes, size, &features) != VP8_STATUS_OK)
    return NULL;

  const GeglRectangle place = {frame->x_offset, frame->y_offset, features.width, features.height};
  if (!gegl_rectangle_contains (canvas, &place))
    return NULL;
  const gboolean opaque = !features.has_alpha && gegl_rectangle_equal (canvas, &place);
  int width, height;
  guint8 *pixels = (opaque ? WebPDecodeRGB : WebPDecodeRGBA) (bytes, size, &width, &height);
  if (pixels == NULL)
    return NULL;

  const Babl *format = babl_format_with_space (opaque ? "R'G'B' u8" : "R'G'B'A u8", space);
  GeglBuffer *buffer = gegl_buffer_new (canvas, format);
  gegl_buffer_set (buffer, &place, 0, format, pixels, GEGL_AUTO_ROWSTRIDE);
  WebPFree (pixels);
  return buffer;
}

GeglBuffer *
ncsn_webp_load (const char *path)
{
  g_auto (Webp) webp = {0};
  if (!webp_open (&webp, path))
    return NULL;
  const GeglRectangle canvas = canvas_of (&webp);
  WebPMuxFrameInfo frame = {.bitstream = webp.data};
  const gboolean parted = webp.mux != NULL && WebPMuxGetFrame (webp.mux, 1, &frame) == WEBP_MUX_OK;
  GeglBuffer *buffer = lay_out (&frame, &canvas, space_of (&webp));
  if (parted)
    WebPDataClear (&frame.bitstream);
  return buffer;
}
