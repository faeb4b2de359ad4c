/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task generate: draws new pictures into layers in the middle of the selection or of the
 * canvas. A model of patches fills a layer of any size. A model of whole pictures puts several side
 * by side in a layer. */
#include "geometry.h"
#include "layers.h"
#include "task.h"

#include <glib/gi18n-lib.h>

#define MAX_PICTURES 100 /* along each of columns, rows and layers */

typedef struct {
  gboolean patches;
  guint columns, rows; /* of the pictures in a layer; 1 × 1 for a model of patches */
  guint layers;
  NcsnCanvasSize size; /* of a picture */
  guint channels;
  float *pictures; /* (layers × rows × columns, size.height, size.width, channels) */
} Sheets;

static const PluginTaskArgument arguments[] = {{"columns", PLUGIN_MODELS_OF_PICTURES, 1},
                                               {"rows", PLUGIN_MODELS_OF_PICTURES, 1},
                                               {"width", PLUGIN_MODELS_OF_PATCHES, 1},
                                               {"height", PLUGIN_MODELS_OF_PATCHES, 1},
                                               {"tileable", PLUGIN_MODELS_OF_PATCHES, 0},
                                               {"layers", PLUGIN_MODELS_ALL, 1},
                                               {0}};

/* The ids of the choices of "tileable" are sums of these bits. */
enum { TILEABLE_X = 1, TILEABLE_Y = 2 };

static void
declare (GimpProcedure *procedure)
{
  gimp_procedure_add_int_argument (
      procedure, "columns", _ ("C_olumns"),
      _ ("The number of pictures side by side in a layer (models of whole pictures)"), 1,
      MAX_PICTURES, 1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "rows", _ ("_Rows"),
      _ ("The number of rows of pictures in a layer (models of whole pictures)"), 1, MAX_PICTURES,
      1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "width", _ ("_Width"),
                                   _ ("The width of the layer in pixels; 0: that of the selection "
                                      "or the canvas (models of patches)"),
                                   0, GIMP_MAX_IMAGE_SIZE, 0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "height", _ ("_Height"),
                                   _ ("The height of the layer in pixels; 0: that of the selection "
                                      "or the canvas (models of patches)"),
                                   0, GIMP_MAX_IMAGE_SIZE, 0, G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
      procedure, "tileable", _ ("_Tileable"),
      _ ("Whether copies of the layer fit side by side without a seam (models of patches)"),
      gimp_choice_new_with_values ("no", 0, _ ("No"), NULL, "horizontally", TILEABLE_X,
                                   _ ("Horizontally"), NULL, "vertically", TILEABLE_Y,
                                   _ ("Vertically"), NULL, "both", TILEABLE_X | TILEABLE_Y,
                                   _ ("Both ways"), NULL, NULL),
      "no", G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "layers", _ ("L_ayers"),
      _ ("The number of new layers; several are put into a layer group"), 1, MAX_PICTURES, 1,
      G_PARAM_READWRITE);
}

/* The bounds of the selection; those of the canvas if nothing is selected. */
static PluginRect
free_space (GimpImage *image)
{
  gboolean any;
  int x1, y1, x2, y2;

  /* If nothing is selected, GIMP returns the bounds of the canvas. */
  gimp_selection_bounds (image, &any, &x1, &y1, &x2, &y2);
  return (PluginRect){x1, y1, x2 - x1, y2 - y1};
}

static NcsnCanvasSize
canvas_size (const PluginCall *call)
{
  PluginRect space = free_space (call->image);
  int tileable = gimp_procedure_config_get_choice_id (call->config, "tileable");
  int width, height;

  g_object_get (call->config, "width", &width, "height", &height, NULL);
  return (NcsnCanvasSize){.width = (gsize)(width > 0 ? width : space.width),
                          .height = (gsize)(height > 0 ? height : space.height),
                          .tileable_x = (tileable & TILEABLE_X) != 0,
                          .tileable_y = (tileable & TILEABLE_Y) != 0};
}

static Sheets
plan (const PluginCall *call, const NcsnModelConfig *model)
{
  int columns, rows, layers;
  NcsnCanvasSize picture = {.width = model->width, .height = model->height};

  g_object_get (call->config, "columns", &columns, "rows", &rows, "layers", &layers, NULL);
  return (Sheets){.patches = model->patches,
                  .columns = model->patches ? 1 : (guint)columns,
                  .rows = model->patches ? 1 : (guint)rows,
                  .layers = (guint)layers,
                  .size = model->patches ? canvas_size (call) : picture,
                  .channels = model->channels};
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
  Sheets sheets = plan (call, model);
  NcsnCanvasOptions tiles = {.patch_height = model->height,
                             .patch_width = model->width,
                             .wrap_x = sheets.size.tileable_x,
                             .wrap_y = sheets.size.tileable_y};
  gsize patches =
      sheets.patches ? ncsn_canvas_patches (&tiles, sheets.size.height, sheets.size.width) : 1;

  return (PluginCost){.evaluations = ncsn_sampler_evaluations (sampler, 1),
                      .pictures = (double)count (&sheets) * (double)patches};
}

static void
discard (gpointer data)
{
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

  *sheets = plan (call, ncsn_model_config (call->arguments.model));
  if (allocate (sheets, error))
    return sheets;
  discard (sheets);
  return NULL;
}

/* One of several pictures that are drawn one after the other. */
typedef struct {
  const NcsnTaskOptions *whole; /* the options of all of them */
  guint index, count;
} Turn;

static void
forward_progress (const NcsnProgress *progress, gpointer data)
{
  const Turn *turn = data;
  NcsnProgress whole = *progress;

  whole.done += turn->index * progress->total;
  whole.total *= turn->count;
  turn->whole->progress (&whole, turn->whole->progress_data);
}

static gboolean
draw_canvases (const NcsnModel *model, NcsnThreads *threads, const NcsnTaskOptions *options,
               Sheets *sheets, GError **error)
{
  Turn turn = {options, 0, sheets->layers};
  NcsnTaskOptions one = *options;

  one.progress = forward_progress;
  one.progress_data = &turn;
  for (; turn.index < turn.count; turn.index++)
    if (!ncsn_generate_canvas (model, threads, &sheets->size, turn.index, &one,
                               sheets->pictures + turn.index * picture_floats (sheets), error))
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

/* The record of layer `index`. Its key "layer" is the number of the layer, from 1. */
static GKeyFile *
record_of (const PluginCall *call, const Sheets *sheets, guint index)
{
  GKeyFile *record = plugin_arguments_record (&call->arguments, call->task->name);
  const char *group = NCSN_RECORD_GROUP;
  g_autofree char *tileable = NULL;

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
  PluginRect bounds = plugin_rect_centred (free_space (call->image), (int)sheets->columns * width,
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

/* Creates all layers before it inserts the first one, so that an error leaves the image unchanged.
 */
static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Sheets *sheets = data;
  g_autofree char *title = plugin_arguments_title (&call->arguments, call->arguments.name);
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
    .label = N_ ("_Generate..."),
    .blurb = N_ ("Draw new pictures of the kind that a score model has learned"),
    .help =
        N_ ("Samples pictures from pure noise and puts them into new layers in the middle of the "
            "selection or of the canvas. Nothing else in the image is changed."),
    .busy = N_ ("Drawing new pictures"),
    .subject = PLUGIN_SUBJECT_IMAGE,
    .default_model = "digits",
    .samples = TRUE,
    .arguments = arguments,
    .declare = declare,
    .cost = cost,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = discard,
};
