/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patches from the levels of Laplacian pyramids (Burt & Adelson 1983), and the distances between
 * two sets of them. */
#include <string.h>

#include "base/memory.h"
#include "ncsn/random.h"
#include "ncsn/wasserstein.h"

#define SIDE NCSN_PATCH_SIDE
#define PATCHES 128       /* of a picture at a scale */
#define MAX_PATCHES 65536 /* of all pictures at a scale, to bound memory */
#define DIRECTIONS 256

static gsize
halve (gsize size)
{
  return size - size / 2;
}

/* The pixel of an axis of this size that is seen at place i, mirrored at the outermost pixels. */
static gsize
mirror (gssize i, gsize size)
{
  const gssize period = 2 * MAX ((gssize)size - 1, 1);

  i = ABS (i) % period;
  return (gsize)MIN (i, period - i) % size;
}

static const float taps[5] = {1.0f / 16, 4.0f / 16, 6.0f / 16, 4.0f / 16, 1.0f / 16};

/* Filters along an axis and keeps every other value: (outer, size, inner) to (outer, halve (size),
 * inner). */
static void
shrink_axis (const float *from, gsize outer, gsize size, gsize inner, float *to)
{
  memset (to, 0, outer * halve (size) * inner * sizeof (float));
  for (gsize o = 0; o < outer; o++, from += size * inner)
    for (gsize i = 0; i < size; i += 2, to += inner)
      for (gssize k = 0; k < 5; k++)
        for (gsize c = 0; c < inner; c++)
          to[c] += taps[k] * from[mirror ((gssize)i + k - 2, size) * inner + c];
}

/* The reverse: values go to even places, and the same filter interpolates those between. */
static void
grow_axis (const float *from, gsize outer, gsize size, gsize inner, float *to)
{
  memset (to, 0, outer * size * inner * sizeof (float));
  for (gsize o = 0; o < outer; o++, from += halve (size) * inner)
    for (gsize i = 0; i < size; i++, to += inner)
      for (gssize k = i % 2; k < 5; k += 2) /* values at odd places are 0 */
        for (gsize c = 0; c < inner; c++)
          to[c] += 2.0f * taps[k] * from[mirror ((gssize)i + k - 2, size) / 2 * inner + c];
}

/* A picture that is turned into a level of its pyramid. */
typedef struct {
  NcsnShape shape; /* n is 1 */
  float *pixels;
  float *coarse, *grown, *half; /* of the shape or smaller */
} Pyramid;

/* Replaces the picture by that of half its size, or by its difference from that. */
static void
pyramid_split (Pyramid *pyramid, gboolean down)
{
  const gsize h = pyramid->shape.h, w = pyramid->shape.w, c = pyramid->shape.c;
  const gsize small = halve (w);

  shrink_axis (pyramid->pixels, h, w, c, pyramid->half);
  shrink_axis (pyramid->half, 1, h, small * c, pyramid->coarse);
  if (down) {
    pyramid->shape.h = halve (h);
    pyramid->shape.w = small;
    memcpy (pyramid->pixels, pyramid->coarse, ncsn_shape_size (pyramid->shape) * sizeof (float));
    return;
  }
  grow_axis (pyramid->coarse, 1, h, small * c, pyramid->half);
  grow_axis (pyramid->half, h, w, c, pyramid->grown);
  for (gsize i = 0; i < h * w * c; i++)
    pyramid->pixels[i] -= pyramid->grown[i];
}

guint
ncsn_patch_scales (gsize height, gsize width)
{
  guint scales = 0;

  for (gsize side = MIN (height, width); scales < NCSN_PATCH_SCALES && side >= SIDE;
       side = halve (side))
    scales++;
  return scales;
}

/* The patches of one scale. */
typedef struct {
  NcsnShape shape; /* of the pictures */
  guint scale;
  gsize each; /* patches of a picture */
  guint64 seed;
} Scale;

static gsize
places (const Scale *scale)
{
  gsize height = scale->shape.h, width = scale->shape.w;

  for (guint i = 0; i < scale->scale; i++) {
    height = halve (height);
    width = halve (width);
  }
  return (height - SIDE + 1) * (width - SIDE + 1);
}

/* Copies the patches of picture `number` from its level to `patches`. */
static void
cut (const Scale *scale, const Pyramid *pyramid, guint32 number, float *patches)
{
  const NcsnRandomKey key = {
      .seed = scale->seed, .stream = NCSN_STREAM_SUBSET, .item = number, .step = 1 + scale->scale};
  const gsize columns = pyramid->shape.w - SIDE + 1, row = pyramid->shape.w * pyramid->shape.c;
  const gsize total = places (scale);
  float drawn[PATCHES];

  ncsn_random_uniform (key, 0, scale->each, drawn);
  for (gsize k = 0; k < scale->each; k++) {
    const gsize place =
        scale->each == total ? k : MIN ((gsize)(drawn[k] * (float)total), total - 1);
    const float *from =
        pyramid->pixels + place / columns * row + place % columns * pyramid->shape.c;

    for (gsize y = 0; y < SIDE; y++, patches += SIDE * pyramid->shape.c)
      memcpy (patches, from + y * row, SIDE * pyramid->shape.c * sizeof (float));
  }
}

/* All patches of a set at a scale. */
static gboolean
collect (const Scale *scale, guint scales, const float *pictures, float *patches, GError **error)
{
  const NcsnShape one = {1, scale->shape.h, scale->shape.w, scale->shape.c};
  const gsize size = ncsn_shape_size (one);
  g_autoptr (NcsnFloats) memory = ncsn_floats_new (4 * size, error);

  if (memory == NULL)
    return FALSE;
  for (gsize n = 0; n < scale->shape.n; n++) {
    Pyramid pyramid = {one, memory, memory + size, memory + 2 * size, memory + 3 * size};

    memcpy (pyramid.pixels, pictures + n * size, size * sizeof (float));
    for (guint i = 0; i < scale->scale; i++)
      pyramid_split (&pyramid, TRUE);
    if (scale->scale + 1 < scales)
      pyramid_split (&pyramid, FALSE);
    cut (scale, &pyramid, (guint32)n, patches + n * scale->each * SIDE * SIDE * one.c);
  }
  return TRUE;
}

gboolean
ncsn_patch_distances (NcsnThreads *threads, const float *a, const float *b, NcsnShape shape,
                      guint64 seed, double *distances, GError **error)
{
  const guint scales = ncsn_patch_scales (shape.h, shape.w);
  const gsize dimension = SIDE * SIDE * shape.c;

  for (guint i = 0; i < scales; i++) {
    Scale scale = {shape, i, 0, seed};

    scale.each = MIN (MIN (PATCHES, MAX (MAX_PATCHES / shape.n, 1)), places (&scale));
    const gsize count = shape.n * scale.each;
    g_autoptr (NcsnFloats) patches = ncsn_floats_new (2 * count * dimension, error);

    if (patches == NULL || !collect (&scale, scales, a, patches, error) ||
        !collect (&scale, scales, b, patches + count * dimension, error))
      return FALSE;
    distances[i] = ncsn_sliced_wasserstein (threads, patches, patches + count * dimension, count,
                                            dimension, DIRECTIONS, seed);
  }
  return TRUE;
}
