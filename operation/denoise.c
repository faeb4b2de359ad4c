/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The GEGL operation ncsn:denoise: its properties, and how much of the clean pixels is taken. GEGL
 * loads it as a module, so that GIMP shows it on the canvas and applies it non-destructively. */
#include <glib/gi18n-lib.h>

/* <gegl-op.h> includes this file again to read the properties. Its macros are no statements, which
 * clang-format cannot know. */
#ifdef GEGL_PROPERTIES

/* clang-format off */
property_double (strength, _ ("Strength"), 100.0)
  description (_ ("The noise level that is removed, in percent of the one found or given: less "
                  "leaves some noise, more smooths"))
  value_range (0.0, 200.0)

property_double (detail, _ ("Keep detail"), 0.0)
  description (_ ("How much of what would be taken off the lightness stays, in percent"))
  value_range (0.0, 100.0)

property_double (colour, _ ("Colour noise"), 100.0)
  description (_ ("How much of the noise in colours is removed, in percent"))
  value_range (0.0, 100.0)

property_double (noise, _ ("Noise level"), 0.0)
  description (_ ("The standard deviation of the noise, in pixel values from 0 to 1; 0: estimated "
                  "from the pixels"))
  value_range (0.0, 1.0)
  ui_range (0.0, 0.25)
  ui_digits (3)
/* clang-format on */

#else

#define GEGL_OP_FILTER
#define GEGL_OP_NAME ncsn_denoise
#define GEGL_OP_C_SOURCE denoise.c
#include <gegl-op.h>

#include "image/catalogues.h"

#include "blend.h"
#include "clean.h"

/* When GEGL loads the module, because the properties are made before gegl_op_class_init (). */
__attribute__ ((constructor)) static void
bind_catalogues (void)
{
  ncsn_catalogues_bind ();
}

static OperationClean *
clean_of (GeglOperation *operation)
{
  GeglProperties *properties = GEGL_PROPERTIES (operation);

  if (properties->user_data == NULL)
    properties->user_data = operation_clean_new ();
  return properties->user_data;
}

static void
finalize (GObject *object)
{
  operation_clean_free (GEGL_PROPERTIES (object)->user_data);
  G_OBJECT_CLASS (gegl_op_parent_class)->finalize (object);
}

static void
prepare (GeglOperation *operation)
{
  const Babl *format = babl_format ("R'G'B'A float");

  gegl_operation_set_format (operation, "input", format);
  gegl_operation_set_format (operation, "output", format);
}

/* The bounds of the input; empty if it has none, as a plain colour. */
static GeglRectangle
find_extent (GeglOperation *operation)
{
  const GeglRectangle *bounds = gegl_operation_source_get_bounding_box (operation, "input");

  if (bounds == NULL || gegl_rectangle_is_infinite_plane (bounds))
    return (GeglRectangle){0, 0, 0, 0};
  return *bounds;
}

/* The noise is estimated from all pixels. */
static GeglRectangle
get_required_for_output (GeglOperation *operation, const char *pad, const GeglRectangle *region)
{
  const GeglRectangle extent = find_extent (operation);

  return gegl_rectangle_is_empty (&extent) ? *region : extent;
}

static GeglRectangle
get_invalidated_by_change (GeglOperation *operation, const char *pad, const GeglRectangle *region)
{
  operation_clean_forget (clean_of (operation));
  return get_required_for_output (operation, pad, region);
}

static gboolean
process (GeglOperation *operation, GeglBuffer *input, GeglBuffer *output,
         const GeglRectangle *region, int level)
{
  const GeglProperties *properties = GEGL_PROPERTIES (operation);
  const GeglRectangle extent = find_extent (operation);
  const OperationWish wish = {properties->noise, properties->strength / 100};
  OperationBlend blend = {.lightness = (float)(1 - properties->detail / 100),
                          .colour = (float)(properties->colour / 100)};
  GeglRectangle inside;
  GeglBuffer *clean = NULL;

  if (gegl_rectangle_intersect (&inside, region, &extent))
    clean =
        operation_clean_get (clean_of (operation), input, &extent, &wish, &inside, &blend.sigma);
  if (clean != NULL)
    operation_blend (&blend, input, clean, output, region);
  else
    gegl_buffer_copy (input, region, GEGL_ABYSS_NONE, output, region);
  return TRUE;
}

static void
gegl_op_class_init (GeglOpClass *klass)
{
  GeglOperationClass *operation_class = GEGL_OPERATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = finalize;
  operation_class->threaded = FALSE; /* the library's own threads share the work */
  operation_class->prepare = prepare;
  operation_class->get_required_for_output = get_required_for_output;
  operation_class->get_invalidated_by_change = get_invalidated_by_change;
  GEGL_OPERATION_FILTER_CLASS (klass)->process = process;

  gegl_operation_class_set_keys (
      operation_class, "name", "ncsn:denoise", "title", _ ("NCSN Denoise"), "categories",
      "enhance:noise-reduction", "description",
      _ ("Takes noise off by a neural network that was trained on photographs"), "gimp:menu-path",
      "<Image>/Filters/NCSN", "gimp:menu-label", _ ("Denoise _Live..."), NULL);
}

#endif
