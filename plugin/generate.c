/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task generate: draws new pictures into layers in the middle of the selection or of the
 * canvas. A model of patches, or the texture of a layer, fills a layer of any size. A model of
 * whole pictures puts several side by side in a layer. */
#include "generate-arguments.h"
#include "layers.h"
#include "texture.h"
#include "turn.h"

#include "image/model-finder.h"

#include <glib/gi18n-lib.h>

typedef struct {
  PluginTexture texture; /* pixels NULL: there is a model */
  gboolean patches;      /* a model of patches, or a texture */
  guint columns, rows;   /* of the pictures in a layer; 1 × 1 with patches */
  guint layers;
  NcsnCanvasSize size; /* of a picture */
  guint channels;
  float *pictures; /* (layers × rows × columns, size.height, size.width, channels) */
} Sheets;

/* model NULL: a texture is drawn. */
static Sheets
plan (const PluginCall *call, const NcsnModelConfig *model)
{
  gboolean patches = model == NULL || model->patches;
  int columns, rows, layers;

  g_object_get (call->config, "columns", &columns, "rows", &rows, "layers", &layers, NULL);
  return (Sheets){.patches = patches,
                  .columns = patches ? 1 : (guint)columns,
                  .rows = patches ? 1 : (guint)rows,
                  .layers = (guint)layers,
                  .size = patches
                              ? plugin_generate_canvas_size (call)
                              : (NcsnCanvasSize){.width = model->width, .height = model->height},
                  .channels = model != NULL ? model->channels : PLUGIN_RESULT_COLOURS};
}

static gsize
count (const Sheets *sheets)
{
  return (gsize)sheets->columns * sheets->rows * sheets->layers;
}

/* The floats of one picture. GIMP limits the width and the height, so the product cannot overflow.
 */
static gsize
picture_floats (const Sheets *sheets)
{
  return sheets->size.width * sheets->size.height * sheets->channels;
}

static PluginCost
cost (const PluginCall *call, const NcsnModelConfig *model, const NcsnSampler *sampler)
{
  if (plugin_generate_draws_texture (call->config))
    return (PluginCost){.by_patches = TRUE};
  Sheets sheets = plan (call, model);
  const guint64 evaluations = ncsn_sampler_evaluations (sampler, 1);
  gsize coarse = 0;
  const gsize patches =
      sheets.patches ? ncsn_generate_canvas_patches (model, &sheets.size, &coarse) : 1;
  const guint stages = coarse > 0 ? 2 : 1;
  double guidance;

  g_object_get (call->config, "guidance", &guidance, NULL);

  return (PluginCost){.evaluations = stages * evaluations * ncsn_guidance_scores (guidance),
                      .pictures = (double)count (&sheets) * (double)(patches + coarse) / stages};
}

static void
discard (gpointer data)
{
  g_free (((Sheets *)data)->texture.pixels);
  g_free (((Sheets *)data)->pictures);
  g_free (data);
}

static void
refuse_size (const Sheets *sheets, GError **error)
{
  double width = (double)sheets->size.width, height = (double)sheets->size.height;

  if (sheets->patches && sheets->layers == 1)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MEMORY,
        _ ("A layer of %.0f × %.0f pixels needs more memory than there is: select a smaller "
           "part, or choose a smaller width and height."),
        width, height);
  else if (sheets->patches)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("%u layers of %.0f × %.0f pixels need more memory than there is: choose fewer "
                    "layers, or a "
                    "smaller width and height."),
                 sheets->layers, width, height);
  else
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MEMORY,
        _ ("%u × %u pictures of %.0f × %.0f pixels in %u layers are too many for one call: choose "
           "fewer."),
        sheets->columns, sheets->rows, width, height, sheets->layers);
}

static gboolean
allocate (Sheets *sheets, GError **error)
{
  if (sheets->columns * sheets->size.width <= GIMP_MAX_IMAGE_SIZE &&
      sheets->rows * sheets->size.height <= GIMP_MAX_IMAGE_SIZE &&
      ncsn_memory_check ((double)count (sheets) * (double)picture_floats (sheets) * sizeof (float),
                         NULL))
    sheets->pictures = g_try_new (float, count (sheets) * picture_floats (sheets));
  if (sheets->pictures == NULL)
    refuse_size (sheets, error);
  return sheets->pictures != NULL;
}

static gpointer
prepare (const PluginCall *call, GError **error)
{
  Sheets *sheets = g_new (Sheets, 1);

  const NcsnModel *model = call->arguments.model;

  *sheets = plan (call, model != NULL ? ncsn_model_config (model) : NULL);
  if ((model != NULL || plugin_texture_read (&sheets->texture, call, error)) &&
      allocate (sheets, error))
    return sheets;
  discard (sheets);
  return NULL;
}

static gboolean
draw_canvas (const NcsnModel *model, NcsnThreads *threads, guint number,
             const NcsnTaskOptions *options, Sheets *sheets, GError **error)
{
  const PluginTexture *texture = &sheets->texture;
  float *picture = sheets->pictures + number * picture_floats (sheets);

  if (texture->pixels != NULL)
    return ncsn_generate_from_picture (texture->shape, texture->pixels, threads, &sheets->size,
                                       number, options, picture, error);
  return ncsn_generate_canvas (model, threads, &sheets->size, number, options, picture, error);
}

static gboolean
draw_canvases (const NcsnModel *model, NcsnThreads *threads, const NcsnTaskOptions *options,
               Sheets *sheets, GError **error)
{
  PluginTurn turn = {options, 0, sheets->layers};
  NcsnTaskOptions one = plugin_turn_options (&turn);

  for (; turn.index < turn.count; turn.index++)
    if (!draw_canvas (model, threads, turn.index, &one, sheets, error))
      return FALSE;
  return TRUE;
}

static gboolean
work (const NcsnModel *model, NcsnThreads *threads, NcsnTaskOptions *options, gpointer data,
      GError **error)
{
  Sheets *sheets = data;

  if (sheets->patches)
    return draw_canvases (model, threads, options, sheets, error);
  return ncsn_generate (model, threads, count (sheets), options, sheets->pictures, NULL, error);
}

/* A model of whole pictures draws all of them in every case. */
static PluginRect
extent (const PluginCall *call, const NcsnModelConfig *model)
{
  Sheets sheets = plan (call, model);

  return plugin_rect_centred (plugin_generate_space (call->image),
                              (int)(sheets.columns * sheets.size.width),
                              (int)(sheets.rows * sheets.size.height));
}

static void
show (const PluginCall *call, gconstpointer data, PluginShown *shown)
{
  const Sheets *sheets = data;
  int width = (int)sheets->size.width, height = (int)sheets->size.height;

  *shown = (PluginShown){
      .tiles = sheets->size.tileable_x || sheets->size.tileable_y,
      .bounds = plugin_rect_centred (plugin_generate_space (call->image),
                                     (int)sheets->columns * width, (int)sheets->rows * height),
      .channels = sheets->channels,
      .pixels = g_new (float, sheets->columns * sheets->rows * picture_floats (sheets))};
  plugin_pictures_arrange (sheets->pictures, width, height, sheets->channels, sheets->columns,
                           sheets->rows, shown->pixels);
}

/* The record of layer `index`. Its key "layer" is the number of the layer, from 1. */
static GKeyFile *
record_of (const PluginCall *call, const Sheets *sheets, guint index)
{
  GKeyFile *record = plugin_arguments_record (&call->arguments, call->task->name);
  const char *group = NCSN_RECORD_GROUP;
  g_autofree char *tileable = NULL;

  if (sheets->texture.pixels != NULL)
    g_key_file_set_string (record, group, "source", "picture");
  if (sheets->patches) {
    g_object_get (call->config, "tileable", &tileable, NULL);
    g_key_file_set_uint64 (record, group, "width", sheets->size.width);
    g_key_file_set_uint64 (record, group, "height", sheets->size.height);
    g_key_file_set_string (record, group, "tileable", tileable);
  } else {
    g_key_file_set_uint64 (record, group, "columns", sheets->columns);
    g_key_file_set_uint64 (record, group, "rows", sheets->rows);
  }
  g_key_file_set_uint64 (record, group, "layers", sheets->layers);
  g_key_file_set_uint64 (record, group, "layer", index + 1);
  return record;
}

static GimpLayer *
sheet_to_layer (const Sheets *sheets, guint index, const PluginCall *call, const char *title,
                GError **error)
{
  int width = (int)sheets->size.width, height = (int)sheets->size.height;
  PluginRect bounds =
      plugin_rect_centred (plugin_generate_space (call->image), (int)sheets->columns * width,
                           (int)sheets->rows * height);
  gsize floats = sheets->columns * sheets->rows * picture_floats (sheets);
  g_autofree float *pixels = g_new (float, floats);
  g_autoptr (GKeyFile) record = record_of (call, sheets, index);
  g_autofree char *name =
      sheets->layers == 1 ? g_strdup (title) : g_strdup_printf (_ ("%s (%u)"), title, index + 1);

  plugin_pictures_arrange (sheets->pictures + index * floats, width, height, sheets->channels,
                           sheets->columns, sheets->rows, pixels);
  return plugin_layer_new (call->image, name, bounds, sheets->channels, pixels, NULL, record,
                           error);
}

/* The layer below the new layers: the first selected item if it is a layer, or NULL. */
static GimpLayer *
layer_below (GimpDrawable **drawables)
{
  return drawables != NULL && drawables[0] != NULL && GIMP_IS_LAYER (drawables[0])
             ? GIMP_LAYER (drawables[0])
             : NULL;
}

/* A texture has the name of its layer. */
static char *
find_title (const PluginCall *call)
{
  const PluginArguments *used = &call->arguments;

  if (used->model != NULL)
    return plugin_arguments_title (used, used->name);
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (plugin_region_layer (call, NULL)));
  return plugin_arguments_title (used, name);
}

/* Creates all layers before it inserts the first one, so that an error leaves the image unchanged.
 */
static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Sheets *sheets = data;
  g_autofree char *title = find_title (call);
  g_autofree GimpLayer **layers = g_new0 (GimpLayer *, sheets->layers + 1);

  for (guint i = 0; i < sheets->layers; i++) {
    layers[i] = sheet_to_layer (sheets, i, call, title, error);
    if (layers[i] == NULL)
      return NULL;
  }
  if (!plugin_layers_insert (call->image,
                             plugin_place_above (call->image, layer_below (call->drawables)),
                             layers, title, error))
    return NULL;
  return g_steal_pointer (&layers);
}

const PluginTask plugin_task_generate = {
    .name = "generate",
    .label = N_ ("Generate _Texture..."),
    .blurb = N_ ("Draw a new layer: a material that a model has learned, or the texture of this "
                 "picture"),
    .icon = "gimp-pattern",
    .menu = "<Image>/Filters/Render",
    .help =
        N_ ("Samples pictures from pure noise, or the texture of a layer, and puts them into new "
            "layers in the middle of the selection or of the canvas. Nothing else in the image is "
            "changed."),
    .busy = N_ ("Drawing new pictures"),
    .subject = PLUGIN_SUBJECT_IMAGE,
    .default_model = NCSN_MODEL_FINDER_TEXTURES,
    .samples = TRUE,
    .arguments = plugin_generate_arguments,
    .declare = plugin_generate_declare,
    .reads = plugin_generate_reads,
    .cost = cost,
    .many = "layers",
    .view_side = 128,
    .extent = extent,
    .show = show,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = discard,
};
