/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes animated GIF files with giflib. Gray frames keep all 256 levels; each colour frame is
 * reduced to 256 colours of its own. */
#include <gif_lib.h>

#include "animation-private.h"

#define COLOURS 256

typedef struct {
  GifFileType *gif;
  GByteArray *bytes;
  gsize width, height;
  guint8 *planes, *indices; /* red, green and blue in separate planes for the quantiser */
  ColorMapObject *map;      /* of the current frame */
} GifEncoder;

static int
append (GifFileType *gif, const GifByteType *bytes, int size)
{
  g_byte_array_append (gif->UserData, bytes, (guint)size);
  return size;
}

/* Netscape's application extension; 0 repetitions make the animation loop for ever. */
static gboolean
put_loop (GifFileType *gif)
{
  static const guint8 loop[] = {1, 0, 0};
  return EGifPutExtensionLeader (gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
         EGifPutExtensionBlock (gif, 11, "NETSCAPE2.0") == GIF_OK &&
         EGifPutExtensionBlock (gif, sizeof loop, loop) == GIF_OK &&
         EGifPutExtensionTrailer (gif) == GIF_OK;
}

static void
gif_free (gpointer data)
{
  GifEncoder *encoder = data;
  if (encoder->gif != NULL)
    EGifCloseFile (encoder->gif, NULL);
  g_byte_array_unref (encoder->bytes);
  g_free (encoder->planes);
  g_free (encoder->indices);
  GifFreeMapObject (encoder->map);
  g_free (encoder);
}

static gpointer
gif_start (gsize width, gsize height)
{
  GifEncoder *encoder = g_new0 (GifEncoder, 1);
  encoder->width = width;
  encoder->height = height;
  encoder->bytes = g_byte_array_new ();
  encoder->planes = g_malloc (3 * width * height);
  encoder->indices = g_malloc (width * height);
  encoder->map = GifMakeMapObject (COLOURS, NULL);
  encoder->gif = EGifOpen (encoder->bytes, append, NULL);
  if (encoder->map != NULL && encoder->gif != NULL) {
    EGifSetGifVersion (encoder->gif, true);
    if (EGifPutScreenDesc (encoder->gif, (int)width, (int)height, 8, 0, NULL) == GIF_OK &&
        put_loop (encoder->gif))
      return encoder;
  }
  gif_free (encoder);
  return NULL;
}

static gboolean
index_gray (GifEncoder *encoder, const NcsnImage *frame)
{
  for (int k = 0; k < COLOURS; k++)
    encoder->map->Colors[k] = (GifColorType){k, k, k};
  for (gsize i = 0; i < encoder->width * encoder->height; i++)
    encoder->indices[i] = ncsn_image_byte (frame->data[i]);
  return TRUE;
}

static gboolean
index_colours (GifEncoder *encoder, const NcsnImage *frame)
{
  const gsize n = encoder->width * encoder->height;
  int n_colours = COLOURS;
  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < 3; c++)
      encoder->planes[c * n + i] = ncsn_image_byte (frame->data[3 * i + c]);
  return GifQuantizeBuffer ((unsigned)encoder->width, (unsigned)encoder->height, &n_colours,
                            encoder->planes, encoder->planes + n, encoder->planes + 2 * n,
                            encoder->indices, encoder->map->Colors) == GIF_OK;
}

static gboolean
put_frame (GifEncoder *encoder, guint milliseconds)
{
  const int width = (int)encoder->width, height = (int)encoder->height;
  const GraphicsControlBlock control = {.DisposalMode = DISPOSE_DO_NOT,
                                        .DelayTime = (int)(milliseconds / 10),
                                        .TransparentColor = NO_TRANSPARENT_COLOR};
  GifByteType extension[4];
  EGifGCBToExtension (&control, extension);
  return EGifPutExtension (encoder->gif, GRAPHICS_EXT_FUNC_CODE, sizeof extension, extension) ==
             GIF_OK &&
         EGifPutImageDesc (encoder->gif, 0, 0, width, height, false, encoder->map) == GIF_OK &&
         EGifPutLine (encoder->gif, encoder->indices, width * height) == GIF_OK;
}

static gboolean
gif_add (gpointer data, const NcsnImage *frame, guint milliseconds)
{
  GifEncoder *encoder = data;
  return (frame->channels == 1 ? index_gray : index_colours) (encoder, frame) &&
         put_frame (encoder, milliseconds);
}

static gboolean
gif_finish (gpointer data, GByteArray *bytes)
{
  GifEncoder *encoder = data;
  const gboolean closed = EGifCloseFile (encoder->gif, NULL) == GIF_OK;
  encoder->gif = NULL;
  g_byte_array_append (bytes, encoder->bytes->data, encoder->bytes->len);
  return closed;
}

const NcsnAnimationKind ncsn_animation_gif = {.ending = ".gif",
                                              .max_side = 65535,
                                              .start = gif_start,
                                              .add = gif_add,
                                              .finish = gif_finish,
                                              .free = gif_free};
