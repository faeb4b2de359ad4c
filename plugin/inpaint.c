/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inpainting procedure: selection and layer to arrays, the sampler, arrays to a new layer. */
#include "inpaint.h"

#include "arguments.h"
#include "image/buffer.h"
#include "dialog.h"
#include "geometry.h"
#include "job.h"
#include "layers.h"

#include <glib/gi18n-lib.h>

/* What one call reads from the image, and where its answer goes. */
typedef struct {
  NcsnRect layer;       /* on the canvas */
  NcsnInpaintArea area; /* on the layer */
  guint channels;       /* of the model */
  float *selection;     /* area.filled: the selection's values */
  float *mask;          /* area.block: above 0 where pixels are to be found out */
  float *pixels;        /* area.block: known colours, and the answer */
} Region;

static void
region_clear (Region *region)
{
  g_free (region->selection);
  g_free (region->mask);
  g_free (region->pixels);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Region, region_clear)

/* The one layer to work on. */
static GimpLayer *
get_layer (GimpDrawable **drawables, GError **error)
{
  if (drawables != NULL && drawables[0] != NULL && drawables[1] == NULL &&
      GIMP_IS_LAYER (drawables[0]))
    return GIMP_LAYER (drawables[0]);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Inpainting works on one layer at a time: select exactly one layer (not its mask "
                  "nor a channel) in the Layers dialog."));
  return NULL;
}

static NcsnRect
layer_bounds (GimpLayer *layer)
{
  NcsnRect bounds;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &bounds.x, &bounds.y);
  bounds.width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  bounds.height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  return bounds;
}

/* The bounds of what is selected; FALSE with a sentence when nothing is. */
static gboolean
selection_bounds (GimpImage *image, NcsnRect *bounds, GError **error)
{
  gboolean any;
  int x2, y2;

  gimp_selection_bounds (image, &any, &bounds->x, &bounds->y, &x2, &y2);
  bounds->width = x2 - bounds->x;
  bounds->height = y2 - bounds->y;
  if (!any)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("Nothing is selected: select the part of the layer that is to be filled."));
  return any;
}

static gboolean
refuse_selection (GError **error)
{
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("The selection does not touch the layer: select a part of it, or another layer."));
  return FALSE;
}

/* What can be refused before any question is asked. */
static gboolean
check_image (GimpImage *image, GimpLayer *layer, GError **error)
{
  NcsnRect selection;

  if (!ncsn_image_check (image, error) || !selection_bounds (image, &selection, error))
    return FALSE;
  NcsnRect common = ncsn_rect_intersect (selection, layer_bounds (layer));
  return common.width > 0 && common.height > 0 ? TRUE : refuse_selection (error);
}

/* The arrays of a block must fit into memory at the same time: colours, alpha, mask and selection.
 */
static gboolean
region_allocate (Region *region, float **alpha, GError **error)
{
  gsize block = (gsize)region->area.block.width * (gsize)region->area.block.height;
  gsize filled = (gsize)region->area.filled.width * (gsize)region->area.filled.height;

  if (block <= NCSN_MOST_FLOATS / (region->channels + 3)) {
    region->selection = g_try_new (float, filled);
    region->mask = g_try_new (float, block);
    region->pixels = g_try_new (float, block * region->channels);
    *alpha = g_try_new (float, block);
    if (region->selection != NULL && region->mask != NULL && region->pixels != NULL &&
        *alpha != NULL)
      return TRUE;
  }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
               _ ("The selected part, %d × %d pixels, is too large to be filled at once: select a "
                  "smaller part."),
               region->area.filled.width, region->area.filled.height);
  return FALSE;
}

static void
read_selection (GimpImage *image, Region *region)
{
  g_autoptr (GeglBuffer) buffer =
      gimp_drawable_get_buffer (GIMP_DRAWABLE (gimp_image_get_selection (image)));
  const NcsnRect *filled = &region->area.filled;

  /* The selection is as large as the canvas, and counts from its corner. */
  ncsn_buffer_read_mask (buffer,
                         GEGL_RECTANGLE (filled->x + region->layer.x, filled->y + region->layer.y,
                                         filled->width, filled->height),
                         region->selection);
}

static void
read_pixels (GimpLayer *layer, Region *region, float *alpha)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  const NcsnRect *block = &region->area.block;

  ncsn_buffer_read (buffer, GEGL_RECTANGLE (block->x, block->y, block->width, block->height),
                    region->channels, region->pixels, alpha);
}

static gboolean
region_read (Region *region, GimpImage *image, GimpLayer *layer, const NcsnModelConfig *model,
             GError **error)
{
  int cell_width = (int)model->width, cell_height = (int)model->height;
  g_autofree float *alpha = NULL;
  NcsnRect selection;

  region->channels = model->channels;
  region->layer = layer_bounds (layer);
  if (!selection_bounds (image, &selection, error))
    return FALSE;
  if (!ncsn_inpaint_area (region->layer, selection, cell_width, cell_height, &region->area))
    return refuse_selection (error);
  if (!region_allocate (region, &alpha, error))
    return FALSE;
  read_selection (image, region);
  read_pixels (layer, region, alpha);
  if (!ncsn_inpaint_mask (&region->area, cell_width, cell_height, region->selection, alpha,
                          region->pixels, region->channels, region->mask))
    return refuse_selection (error);
  return TRUE;
}

static gboolean
fill_region (const NcsnModel *model, NcsnThreads *threads, const NcsnTaskOptions *options,
             gpointer data, GError **error)
{
  Region *region = data;
  const NcsnRect *block = &region->area.block;

  return ncsn_inpaint (model, threads, (gsize)block->width, (gsize)block->height, region->mask,
                       &(NcsnInpaintOptions){-1, 1}, options, region->pixels, error);
}

/* The filled part as a layer; its opacity is the selection, which gives it the selection's soft
 * edge. */
static GimpLayer *
region_to_layer (const Region *region, GimpImage *image, const NcsnArguments *arguments,
                 GError **error)
{
  NcsnRect on_canvas = region->area.filled, in_block = region->area.filled;
  gsize count = (gsize)on_canvas.width * (gsize)on_canvas.height;
  g_autofree float *filled = g_new (float, count * region->channels);
  g_autofree char *settings = ncsn_arguments_to_text (arguments, NCSN_PROC_INPAINT);
  g_autofree char *name = ncsn_arguments_title (arguments, _ ("fill"));

  on_canvas.x += region->layer.x;
  on_canvas.y += region->layer.y;
  in_block.x -= region->area.block.x;
  in_block.y -= region->area.block.y;
  ncsn_picture_cut (region->pixels, region->area.block.width, region->channels, in_block, filled);
  return ncsn_layer_new (image, name, on_canvas, region->channels, filled, region->selection,
                         settings, error);
}

/* A new layer is selected by GIMP; the layer that was worked on is what a person goes on with, and
 * what Filters ▸ Repeat should fill once more. */
static gboolean
insert_above (GimpImage *image, GimpLayer *layer, GimpLayer *result, GError **error)
{
  GimpLayer *results[] = {result, NULL};
  const GimpLayer *selected[] = {layer, NULL};

  if (!ncsn_layers_insert (image, ncsn_place_above (image, layer), results, NULL, error))
    return FALSE;
  gimp_image_set_selected_layers (image, selected);
  return TRUE;
}

/* The whole call; NULL with an error. */
static GimpLayer *
inpaint (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image, GimpDrawable **drawables,
         GimpProcedureConfig *config, GError **error)
{
  g_auto (NcsnArguments) arguments = {0};
  g_auto (Region) region = {0};
  GimpLayer *layer = get_layer (drawables, error);

  if (layer == NULL || !check_image (image, layer, error))
    return NULL;
  if (run_mode == GIMP_RUN_INTERACTIVE && !ncsn_dialog_run (procedure, config, error))
    return NULL;
  if (!ncsn_arguments_read (&arguments, config, error) ||
      !region_read (&region, image, layer, ncsn_model_config (arguments.model), error) ||
      !ncsn_job_run (&arguments, run_mode, _ ("Filling the selection"), fill_region, &region,
                     error))
    return NULL;
  GimpLayer *result = region_to_layer (&region, image, &arguments, error);
  return result != NULL && insert_above (image, layer, result, error) ? result : NULL;
}

static GimpValueArray *
run (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image, GimpDrawable **drawables,
     GimpProcedureConfig *config, gpointer data)
{
  GError *error = NULL;

  gegl_init (NULL, NULL);
  GimpLayer *layers[] = {inpaint (procedure, run_mode, image, drawables, config, &error), NULL};
  return ncsn_layers_return (procedure, layers, error);
}

GimpProcedure *
ncsn_inpaint_create_procedure (GimpPlugIn *plug_in)
{
  GimpProcedure *procedure = gimp_image_procedure_new (plug_in, NCSN_PROC_INPAINT,
                                                       GIMP_PDB_PROC_TYPE_PLUGIN, run, NULL, NULL);

  gimp_procedure_set_menu_label (procedure, _ ("_Inpaint the Selection..."));
  gimp_procedure_set_documentation (
      procedure, _ ("Fill the selected part of a layer with what a score model finds likely there"),
      _ ("Samples the selected pixels by annealed Langevin dynamics, given the pixels around them. "
         "The result is a new layer above the one that was worked on, with the selection as its "
         "opacity; the layer itself is not changed."),
      NCSN_PROC_INPAINT);
  ncsn_arguments_declare (procedure);
  ncsn_layers_declare_return (procedure);
  return procedure;
}
