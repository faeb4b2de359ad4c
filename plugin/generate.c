/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generating procedure: the sampler's pictures, side by side in layers. */
#include "generate.h"

#include "arguments.h"
#include "dialog.h"
#include "geometry.h"
#include "image/model-finder.h"
#include "job.h"
#include "layers.h"

#include <glib/gi18n-lib.h>

#define MOST_PICTURES 100 /* along each of columns, rows and layers */

/* What one call makes. */
typedef struct {
  guint columns, rows, layers; /* how many pictures: side by side, below each other, in layers */
  const NcsnModelConfig *model;
  float *pictures; /* layers × rows × columns pictures, one after the other */
} Sheet;

static void
sheet_clear (Sheet *sheet)
{
  g_free (sheet->pictures);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static gsize
picture_floats (const NcsnModelConfig *model)
{
  return (gsize)model->width * model->height * model->channels;
}

static gsize
sheet_count (const Sheet *sheet)
{
  return (gsize)sheet->columns * sheet->rows * sheet->layers;
}

/* Reads the numbers and makes room for the pictures. */
static gboolean
sheet_init (Sheet *sheet, GimpProcedureConfig *config, const NcsnModelConfig *model, GError **error)
{
  int columns, rows, layers;

  g_object_get (config, "columns", &columns, "rows", &rows, "layers", &layers, NULL);
  *sheet = (Sheet){(guint)columns, (guint)rows, (guint)layers, model, NULL};
  if (columns * (gint64)model->width <= GIMP_MAX_IMAGE_SIZE &&
      rows * (gint64)model->height <= GIMP_MAX_IMAGE_SIZE &&
      sheet_count (sheet) <= NCSN_MOST_FLOATS / picture_floats (model))
    sheet->pictures = g_try_new (float, sheet_count (sheet) * picture_floats (model));
  if (sheet->pictures != NULL)
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MEMORY,
      _ ("%d × %d pictures of %u × %u pixels in %d layers are too many to be made at once: "
         "ask for fewer."),
      columns, rows, model->width, model->height, layers);
  return FALSE;
}

static gboolean
draw_sheet (const NcsnModel *model, NcsnThreads *threads, const NcsnTaskOptions *options,
            gpointer data, GError **error)
{
  Sheet *sheet = data;

  return ncsn_generate (model, threads, sheet_count (sheet), options, sheet->pictures, NULL, error);
}

/* In the middle of the selection if there is one, else of the canvas. */
static NcsnRect
layer_bounds (GimpImage *image, const Sheet *sheet)
{
  gboolean any;
  int x1, y1, x2, y2;

  /* With nothing selected these are the canvas's. */
  gimp_selection_bounds (image, &any, &x1, &y1, &x2, &y2);
  return ncsn_rect_centred ((NcsnRect){x1, y1, x2 - x1, y2 - y1},
                            (int)(sheet->columns * sheet->model->width),
                            (int)(sheet->rows * sheet->model->height));
}

/* The settings of layer `index`, told apart from its sisters by their "layer". */
static char *
settings_of (const NcsnArguments *arguments, const Sheet *sheet, guint index)
{
  g_autofree char *shared = ncsn_arguments_to_text (arguments, NCSN_PROC_GENERATE);

  return g_strdup_printf ("%scolumns=%u\nrows=%u\nlayers=%u\nlayer=%u\n", shared, sheet->columns,
                          sheet->rows, sheet->layers, index + 1);
}

static GimpLayer *
sheet_to_layer (const Sheet *sheet, guint index, GimpImage *image, const NcsnArguments *arguments,
                const char *title, GError **error)
{
  const NcsnModelConfig *model = sheet->model;
  gsize floats = (gsize)sheet->columns * sheet->rows * picture_floats (model);
  g_autofree float *pixels = g_new (float, floats);
  g_autofree char *settings = settings_of (arguments, sheet, index);
  g_autofree char *name =
      sheet->layers == 1 ? g_strdup (title) : g_strdup_printf (_ ("%s (%u)"), title, index + 1);

  ncsn_pictures_arrange (sheet->pictures + index * floats, (int)model->width, (int)model->height,
                         model->channels, sheet->columns, sheet->rows, pixels);
  return ncsn_layer_new (image, name, layer_bounds (image, sheet), model->channels, pixels, NULL,
                         settings, error);
}

/* The layer above which the pictures go: the first of the selected ones, if any is a layer. */
static GimpLayer *
layer_below (GimpDrawable **drawables)
{
  return drawables != NULL && drawables[0] != NULL && GIMP_IS_LAYER (drawables[0])
             ? GIMP_LAYER (drawables[0])
             : NULL;
}

/* Makes every layer, then inserts them all. */
static gboolean
insert_sheet (const Sheet *sheet, GimpImage *image, GimpDrawable **drawables,
              const NcsnArguments *arguments, GimpLayer **layers, GError **error)
{
  g_autofree char *model = ncsn_model_finder_name (arguments->path);
  g_autofree char *title = ncsn_arguments_title (arguments, model);

  for (guint i = 0; i < sheet->layers; i++) {
    layers[i] = sheet_to_layer (sheet, i, image, arguments, title, error);
    if (layers[i] == NULL)
      return FALSE;
  }
  return ncsn_layers_insert (image, ncsn_place_above (image, layer_below (drawables)), layers,
                             title, error);
}

/* The whole call; NULL with an error, else an array to be freed with g_free (). */
static GimpLayer **
generate (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image,
          GimpDrawable **drawables, GimpProcedureConfig *config, GError **error)
{
  g_auto (NcsnArguments) arguments = {0};
  g_auto (Sheet) sheet = {0};

  if (!ncsn_image_check (image, error))
    return NULL;
  if (run_mode == GIMP_RUN_INTERACTIVE && !ncsn_dialog_run (procedure, config, error))
    return NULL;
  if (!ncsn_arguments_read (&arguments, config, error) ||
      !sheet_init (&sheet, config, ncsn_model_config (arguments.model), error) ||
      !ncsn_job_run (&arguments, run_mode, _ ("Drawing new pictures"), draw_sheet, &sheet, error))
    return NULL;
  g_autofree GimpLayer **layers = g_new0 (GimpLayer *, sheet.layers + 1);
  if (!insert_sheet (&sheet, image, drawables, &arguments, layers, error))
    return NULL;
  return g_steal_pointer (&layers);
}

static GimpValueArray *
run (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image, GimpDrawable **drawables,
     GimpProcedureConfig *config, gpointer data)
{
  GError *error = NULL;

  gegl_init (NULL, NULL);
  g_autofree GimpLayer **layers = generate (procedure, run_mode, image, drawables, config, &error);
  return ncsn_layers_return (procedure, layers, error);
}

static void
declare_sheet (GimpProcedure *procedure)
{
  gimp_procedure_add_int_argument (procedure, "columns", _ ("C_olumns"),
                                   _ ("How many pictures lie side by side in a layer"), 1,
                                   MOST_PICTURES, 1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "rows", _ ("_Rows"),
                                   _ ("How many rows of pictures a layer has"), 1, MOST_PICTURES, 1,
                                   G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "layers", _ ("L_ayers"),
                                   _ ("How many layers are made; several go into a layer group"), 1,
                                   MOST_PICTURES, 1, G_PARAM_READWRITE);
}

GimpProcedure *
ncsn_generate_create_procedure (GimpPlugIn *plug_in)
{
  GimpProcedure *procedure = gimp_image_procedure_new (plug_in, NCSN_PROC_GENERATE,
                                                       GIMP_PDB_PROC_TYPE_PLUGIN, run, NULL, NULL);

  gimp_procedure_set_menu_label (procedure, _ ("_Generate..."));
  gimp_procedure_set_documentation (
      procedure, _ ("Draw new pictures of the kind that a score model has learned"),
      _ ("Samples pictures by annealed Langevin dynamics and puts them into new layers, in the "
         "middle of the selection or of the canvas. Nothing else in the image is changed."),
      NCSN_PROC_GENERATE);
  ncsn_arguments_declare (procedure);
  declare_sheet (procedure);
  ncsn_layers_declare_return (procedure);
  return procedure;
}
