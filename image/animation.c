/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes animations: chooses the encoder by the file's name, checks the size, saves the file. */
#include "animation.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#include "animation-private.h"
#include "save.h"

struct _NcsnAnimation {
  const NcsnAnimationKind *kind;
  gpointer encoder;
  gsize width, height;
  char *path;
};

static const NcsnAnimationKind *
find_kind (const char *path, GError **error)
{
  static const NcsnAnimationKind *const kinds[] = {&ncsn_animation_webp, &ncsn_animation_gif};
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (lower, kinds[i]->ending))
      return kinds[i];
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Animations are WebP or GIF files, so the name “%s” must end in .webp or .gif."),
               path);
  return NULL;
}

static gboolean
refuse_memory (const char *path, GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
               _ ("There is not enough memory for the animation “%s”; close other programs."),
               path);
  return FALSE;
}

static gboolean
check_size (const NcsnAnimationKind *kind, gsize width, gsize height, GError **error)
{
  if (width <= kind->max_side && height <= kind->max_side &&
      width * height <= NCSN_ANIMATION_MAX_PIXELS)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("An animation of %zu × %zu pixels is too large: the limit is %zu pixels in total "
                  "and %zu on a side."),
               width, height, NCSN_ANIMATION_MAX_PIXELS, kind->max_side);
  return FALSE;
}

NcsnAnimation *
ncsn_animation_new (const char *path, gsize width, gsize height, GError **error)
{
  const NcsnAnimationKind *kind = find_kind (path, error);
  if (kind == NULL || !check_size (kind, width, height, error))
    return NULL;
  gpointer encoder = kind->start (width, height);
  if (encoder == NULL) {
    refuse_memory (path, error);
    return NULL;
  }

  NcsnAnimation *animation = g_new (NcsnAnimation, 1);
  *animation = (NcsnAnimation){
      .kind = kind, .encoder = encoder, .width = width, .height = height, .path = g_strdup (path)};
  return animation;
}

void
ncsn_animation_free (NcsnAnimation *animation)
{
  if (animation == NULL)
    return;
  animation->kind->free (animation->encoder);
  g_free (animation->path);
  g_free (animation);
}

gboolean
ncsn_animation_add (NcsnAnimation *animation, const NcsnImage *frame, guint milliseconds,
                    GError **error)
{
  g_return_val_if_fail (frame->width == animation->width && frame->height == animation->height,
                        FALSE);
  return animation->kind->add (animation->encoder, frame, milliseconds) ||
         refuse_memory (animation->path, error);
}

gboolean
ncsn_animation_save (NcsnAnimation *animation, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  if (!animation->kind->finish (animation->encoder, bytes))
    return refuse_memory (animation->path, error);
  return ncsn_image_save_bytes (animation->path, bytes, error);
}
