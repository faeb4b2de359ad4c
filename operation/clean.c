/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoises parts of a buffer when they are asked for. The result is a GeglBuffer, which GEGL swaps
 * to disk when it gets large. */
#include "clean.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "image/buffer.h"
#include "image/model-finder.h"

struct _OperationClean {
  NcsnModel *model; /* this and the threads: NULL until they are needed */
  NcsnThreads *threads;

  OperationWish wish; /* what the following was made for */
  GeglRectangle extent;
  gboolean measured;
  NcsnFoundNoise found; /* if it was measured: all the noise that there is */
  gboolean begun;       /* successfully or not */
  NcsnFoundNoise noise; /* to take off */
  GeglBuffer *buffer;   /* the clean pixels; NULL: not begun, failed, or no noise */
  GArray *parts;        /* of NcsnNoisePart */
  gboolean *made;       /* for each part */
};

/* Pixels of the input, with the model's channels. */
typedef struct {
  float *pixels, *alpha;
} Pixels;

static void
pixels_clear (Pixels *pixels)
{
  g_free (pixels->pixels);
  g_free (pixels->alpha);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pixels, pixels_clear)

OperationClean *
operation_clean_new (void)
{
  return g_new0 (OperationClean, 1);
}

static void
forget_parts (OperationClean *clean)
{
  g_clear_object (&clean->buffer);
  g_clear_pointer (&clean->parts, g_array_unref);
  g_clear_pointer (&clean->made, g_free);
  clean->begun = FALSE;
}

void
operation_clean_forget (OperationClean *clean)
{
  forget_parts (clean);
  clean->measured = FALSE;
}

void
operation_clean_free (OperationClean *clean)
{
  if (clean == NULL)
    return;
  operation_clean_forget (clean);
  ncsn_model_free (clean->model);
  ncsn_threads_free (clean->threads);
  g_free (clean);
}

static gboolean
load_model (OperationClean *clean, GError **error)
{
  if (clean->model != NULL)
    return TRUE;
  g_autofree char *path = ncsn_model_finder_find (NCSN_MODEL_FINDER_CAMERA, error);
  if (path != NULL)
    clean->model = ncsn_model_load (path, error);
  if (clean->model != NULL)
    clean->threads = ncsn_threads_new (0);
  return clean->model != NULL;
}

static gboolean
allocate (Pixels *pixels, gsize count, guint channels, GError **error)
{
  if (!ncsn_memory_check ((double)count * (channels + 1) * sizeof (float), error))
    return FALSE;
  pixels->pixels = g_try_new (float, count *channels);
  pixels->alpha = g_try_new (float, count);
  if (pixels->pixels != NULL && pixels->alpha != NULL)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                       _ ("There is not enough memory for its pixels: close other pictures."));
  return FALSE;
}

/* Reads pixels. Those that are not finite count as transparent, because the model would spread them
 * to their neighbours. */
static gboolean
read_pixels (const OperationClean *clean, GeglBuffer *input, const GeglRectangle *area,
             Pixels *read, GError **error)
{
  const guint channels = ncsn_model_config (clean->model)->channels;
  const gsize count = (gsize)area->width * (gsize)area->height;

  if (!allocate (read, count, channels, error))
    return FALSE;
  ncsn_buffer_read (input, area, channels, read->pixels, read->alpha);
  for (gsize i = 0; i < count * channels; i++)
    if (!isfinite (read->pixels[i]))
      read->alpha[i / channels] = 0;
  return TRUE;
}

/* Finds all the noise that there is. */
static gboolean
measure (OperationClean *clean, GeglBuffer *input, GError **error)
{
  const GeglRectangle *extent = &clean->extent;
  g_auto (Pixels) all = {0};

  clean->found = (NcsnFoundNoise){.sigma = clean->wish.sigma};
  if (clean->wish.sigma == 0) {
    if (!read_pixels (clean, input, extent, &all, error))
      return FALSE;
    clean->found = ncsn_noise_find (clean->model, all.pixels, all.alpha, (gsize)extent->width,
                                    (gsize)extent->height);
  }
  clean->measured = TRUE;
  return TRUE;
}

/* Finds what there is to do. */
static gboolean
begin (OperationClean *clean, GeglBuffer *input, GError **error)
{
  const GeglRectangle *extent = &clean->extent;

  if (!load_model (clean, error) || (!clean->measured && !measure (clean, input, error)))
    return FALSE;
  clean->noise = clean->found;
  ncsn_noise_scale (&clean->noise, clean->wish.strength);
  if (clean->noise.sigma == 0)
    return TRUE;
  clean->parts = ncsn_noise_parts (clean->model, (gsize)extent->width, (gsize)extent->height);
  clean->made = g_new0 (gboolean, clean->parts->len);
  clean->buffer = gegl_buffer_new (
      extent,
      babl_format (ncsn_model_config (clean->model)->channels == 1 ? "Y' float" : "R'G'B' float"));
  return TRUE;
}

static GeglRectangle
rectangle_of (const OperationClean *clean, const NcsnArea *area)
{
  return (GeglRectangle){clean->extent.x + (int)area->x, clean->extent.y + (int)area->y,
                         (int)area->width, (int)area->height};
}

/* Keeps the core of a block's pixels. */
static void
keep_core (OperationClean *clean, const NcsnNoisePart *part, const float *pixels)
{
  const guint channels = ncsn_model_config (clean->model)->channels;
  const GeglRectangle core = rectangle_of (clean, &part->core);
  const gsize x = part->core.x - part->block.x, y = part->core.y - part->block.y;
  const gsize row = part->block.width * channels;

  gegl_buffer_set (clean->buffer, &core, 0, NULL, pixels + y * row + x * channels,
                   (int)(row * sizeof (float)));
}

static gboolean
make_part (OperationClean *clean, GeglBuffer *input, const NcsnNoisePart *part, GError **error)
{
  const GeglRectangle block = rectangle_of (clean, &part->block);
  g_auto (Pixels) read = {0};
  NcsnTaskOptions options;

  if (!read_pixels (clean, input, &block, &read, error))
    return FALSE;
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, clean->model);
  options.alpha = read.alpha;
  if (!ncsn_noise_remove (clean->model, clean->threads, part->block.width, part->block.height,
                          &clean->noise, &options, read.pixels, error))
    return FALSE;
  keep_core (clean, part, read.pixels);
  return TRUE;
}

static gboolean
make_parts (OperationClean *clean, GeglBuffer *input, const GeglRectangle *region, GError **error)
{
  for (guint i = 0; clean->buffer != NULL && i < clean->parts->len; i++) {
    const NcsnNoisePart *part = &g_array_index (clean->parts, NcsnNoisePart, i);
    const GeglRectangle core = rectangle_of (clean, &part->core);

    if (clean->made[i] || !gegl_rectangle_intersect (NULL, &core, region))
      continue;
    if (!make_part (clean, input, part, error))
      return FALSE;
    clean->made[i] = TRUE;
  }
  return TRUE;
}

/* Forgets what another wish or other bounds made. */
static void
follow (OperationClean *clean, const GeglRectangle *extent, const OperationWish *wish)
{
  if (wish->sigma != clean->wish.sigma || !gegl_rectangle_equal (extent, &clean->extent))
    operation_clean_forget (clean);
  else if (wish->strength != clean->wish.strength)
    forget_parts (clean);
  clean->wish = *wish;
  clean->extent = *extent;
}

GeglBuffer *
operation_clean_get (OperationClean *clean, GeglBuffer *input, const GeglRectangle *extent,
                     const OperationWish *wish, const GeglRectangle *region, double *sigma)
{
  g_autoptr (GError) error = NULL;

  follow (clean, extent, wish);
  if ((!clean->begun && !begin (clean, input, &error)) ||
      !make_parts (clean, input, region, &error)) {
    g_warning (_ ("The noise stays in the picture. %s"), error->message);
    operation_clean_forget (clean);
  }
  clean->begun = TRUE;
  *sigma = clean->noise.sigma;
  return clean->buffer;
}
