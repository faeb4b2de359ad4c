/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declares and reads the arguments of generate. */
#include "generate-arguments.h"

#include <glib/gi18n-lib.h>

const PluginTaskArgument plugin_generate_arguments[] = {
    {.name = "source"},
    {.name = "columns", .models = PLUGIN_MODELS_OF_PICTURES, .step = 1},
    {.name = "rows", .models = PLUGIN_MODELS_OF_PICTURES, .step = 1},
    {.name = "width", .models = PLUGIN_MODELS_OF_PATCHES, .step = 1},
    {.name = "height", .models = PLUGIN_MODELS_OF_PATCHES, .step = 1},
    {.name = "tileable", .models = PLUGIN_MODELS_OF_PATCHES},
    {.name = "layers", .step = 1},
    {0}};

/* The ids of the choices of "tileable" are sums of these bits. */
enum { TILEABLE_X = 1, TILEABLE_Y = 2 };

/* The ids of the choices of "source". */
enum { SOURCE_MODEL, SOURCE_PICTURE };

void
plugin_generate_declare (GimpProcedure *procedure)
{
  gimp_procedure_add_choice_argument (
      procedure, "source", _ ("_Draw"),
      _ ("What to draw: pictures of the kind that the model has learned; or the texture of the "
         "selected part of the layer, without a model"),
      gimp_choice_new_with_values ("model", SOURCE_MODEL, _ ("What the model has learned"), NULL,
                                   "picture", SOURCE_PICTURE, _ ("The texture of this picture"),
                                   NULL, NULL),
      "model", G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "columns", _ ("P_ictures in a row"),
      _ ("The number of pictures side by side in a layer (models of whole pictures)"), 1,
      PLUGIN_MAX_PICTURES, 1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "rows", _ ("Ro_ws"),
      _ ("The number of rows of pictures in a layer (models of whole pictures)"), 1,
      PLUGIN_MAX_PICTURES, 1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "width", _ ("_Width"),
                                   _ ("The width of the layer in pixels; 0: that of the selection "
                                      "or the canvas (models of patches, textures)"),
                                   0, GIMP_MAX_IMAGE_SIZE, 0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "height", _ ("Hei_ght"),
                                   _ ("The height of the layer in pixels; 0: that of the selection "
                                      "or the canvas (models of patches, textures)"),
                                   0, GIMP_MAX_IMAGE_SIZE, 0, G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
      procedure, "tileable", _ ("_Tileable"),
      _ ("Whether copies of the layer fit side by side without a seam (models of patches, "
         "textures)"),
      gimp_choice_new_with_values ("no", 0, _ ("No"), NULL, "horizontally", TILEABLE_X,
                                   _ ("Horizontally"), NULL, "vertically", TILEABLE_Y,
                                   _ ("Vertically"), NULL, "both", TILEABLE_X | TILEABLE_Y,
                                   _ ("Both ways"), NULL, NULL),
      "no", G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "layers", _ ("Co_pies"),
      _ ("The number of new layers; several are put into a layer group"), 1, PLUGIN_MAX_PICTURES, 1,
      G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
      procedure, "guidance", _ ("G_uidance"),
      _ ("Above 1: pictures more typical of their class, in twice the time (models that were also "
         "trained without classes); 1: none"),
      0, NCSN_MAX_GUIDANCE, 1, G_PARAM_READWRITE);
}

gboolean
plugin_generate_draws_texture (GimpProcedureConfig *config)
{
  return gimp_procedure_config_get_choice_id (config, "source") == SOURCE_PICTURE;
}

gboolean
plugin_generate_reads (GimpProcedureConfig *config, const char *argument)
{
  static const char *const model[] = {"model", "class", "quality", "columns", "rows", NULL};

  return !plugin_generate_draws_texture (config) || !g_strv_contains (model, argument);
}

PluginRect
plugin_generate_space (GimpImage *image)
{
  gboolean any;
  int x1, y1, x2, y2;

  /* If nothing is selected, GIMP returns the bounds of the canvas. */
  gimp_selection_bounds (image, &any, &x1, &y1, &x2, &y2);
  return (PluginRect){x1, y1, x2 - x1, y2 - y1};
}

NcsnCanvasSize
plugin_generate_canvas_size (const PluginCall *call)
{
  PluginRect space = plugin_generate_space (call->image);
  int tileable = gimp_procedure_config_get_choice_id (call->config, "tileable");
  int width, height;

  g_object_get (call->config, "width", &width, "height", &height, NULL);
  width = width > 0 ? width : space.width;
  height = height > 0 ? height : space.height;
  if (call->view.width > 0) { /* a smaller sheet shows what the whole one will be like */
    width = MIN (width, call->view.width);
    height = MIN (height, call->view.height);
  }
  return (NcsnCanvasSize){.width = (gsize)width,
                          .height = (gsize)height,
                          .tileable_x = (tileable & TILEABLE_X) != 0,
                          .tileable_y = (tileable & TILEABLE_Y) != 0};
}
