/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task inpaint: fills the selected part of a layer, given its other pixels. */
#include "result.h"

#include <glib/gi18n-lib.h>

typedef struct {
  PluginRegion region;
  NcsnInpaintOptions options;
  guint grow;
} Filling;

static const PluginTaskArgument arguments[] = {{"method", PLUGIN_MODELS_ALL, 0},
                                               {"grow", PLUGIN_MODELS_ALL, 1},
                                               {"context", PLUGIN_MODELS_OF_PATCHES, 1},
                                               {"resample", PLUGIN_MODELS_ALL, 1},
                                               {0}};

static void
declare_method (GimpProcedure *procedure)
{
  GimpChoice *methods = gimp_choice_new ();
  const char *const *names = ncsn_fill_method_names ();

  gimp_choice_add (methods, names[NCSN_FILL_AUTO], NCSN_FILL_AUTO, _ ("By the width of the hole"),
                   NULL);
  gimp_choice_add (methods, names[NCSN_FILL_NETWORK], NCSN_FILL_NETWORK, _ ("By the model"), NULL);
  gimp_choice_add (methods, names[NCSN_FILL_PATCHES], NCSN_FILL_PATCHES,
                   _ ("With pieces of the layer"), NULL);
  gimp_procedure_add_choice_argument (
      procedure, "method", _ ("Fill b_y"),
      _ ("How to fill: by the model, best for what is narrow, such as scratches; with pieces of "
         "the layer itself, for objects of any size; or each hole by its width"),
      methods, names[NCSN_FILL_AUTO], G_PARAM_READWRITE);
}

static void
declare_grow (GimpProcedure *procedure)
{
  g_autofree char *blurb = g_strdup_printf (
      _ ("The number of pixels by which the selection grows where it is wider than %d pixels, with "
         "a soft edge, so that no rim of an object stays; -1: %d where pieces of the layer are "
         "used, else 0"),
      NCSN_NARROW_HOLE, NCSN_DEFAULT_GROWTH);

  gimp_procedure_add_int_argument (procedure, "grow", _ ("Gro_w by"), blurb, -1, NCSN_MAX_GROWTH,
                                   -1, G_PARAM_READWRITE);
}

static void
declare (GimpProcedure *procedure)
{
  g_autofree char *passes = g_strdup_printf (
      _ ("The number of passes through each noise level: more passes take longer and match the "
         "filled part better to its surroundings; 0: %d, or %d for a model that sees holes"),
      NCSN_DEFAULT_PASSES, NCSN_DEFAULT_PASSES_HOLES);

  declare_method (procedure);
  declare_grow (procedure);
  gimp_procedure_add_int_argument (
      procedure, "context", _ ("Conte_xt"),
      _ ("The number of pixels around the selection that the model reads; -1: a number that suits "
         "the model"),
      -1, 10000, -1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "resample", _ ("Passes _through each level"), passes,
                                   0, NCSN_MAX_PASSES, 0, G_PARAM_READWRITE);
}

static NcsnInpaintOptions
read_options (GimpProcedureConfig *config)
{
  int context, passes;

  g_object_get (config, "context", &context, "resample", &passes, NULL);
  return (NcsnInpaintOptions){
      .context = context,
      .passes = (guint)passes,
      .method = (NcsnFillMethod)gimp_procedure_config_get_choice_id (config, "method")};
}

static guint
read_grow (const PluginCall *call, NcsnFillMethod method)
{
  int grow;

  g_object_get (call->config, "grow", &grow, NULL);
  return grow >= 0 ? (guint)grow
                   : ncsn_hole_growth (method, ncsn_model_config (call->arguments.model));
}

static PluginCost
cost (const PluginCall *call, const NcsnModelConfig *model, const NcsnSampler *sampler)
{
  NcsnInpaintOptions options = read_options (call->config);
  guint passes = options.passes > 0 ? options.passes : ncsn_default_passes (model);

  if (ncsn_fill_by_patches (options.method, model, call->hole))
    return (PluginCost){.by_patches = TRUE};
  return plugin_region_cost (call, model, sampler, ncsn_hole_sigma (model, call->hole), passes,
                             options.context);
}

static gpointer
prepare (const PluginCall *call, GError **error)
{
  NcsnInpaintOptions options = read_options (call->config);
  PluginReach reach = {options.context, options.method, read_grow (call, options.method)};
  Filling *filling = plugin_region_new (sizeof *filling, call, reach, error);

  if (filling == NULL)
    return NULL;
  const PluginRegion *region = &filling->region;
  filling->options = options;
  filling->options.channels = region->channels;
  filling->grow = reach.grow;
  if (ncsn_hole_is_everything (region->mask, region->alpha, region->width * region->height))
    gimp_message (_ ("The whole layer is selected or transparent, so there are no pixels that the "
                     "fill could match. Select only the part to fill."));
  return filling;
}

static gboolean
work (const NcsnModel *model, NcsnThreads *threads, NcsnTaskOptions *options, gpointer data,
      GError **error)
{
  const Filling *filling = data;
  const PluginRegion *region = &filling->region;

  options->alpha = region->alpha;
  return ncsn_inpaint (filling->options.method == NCSN_FILL_PATCHES ? NULL : model, threads,
                       region->width, region->height, region->mask, &filling->options, options,
                       region->pixels, error);
}

static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Filling *filling = data;
  g_autoptr (GKeyFile) record = plugin_arguments_record (&call->arguments, call->task->name);
  g_autofree char *title = plugin_arguments_title (&call->arguments, _ ("fill"));

  g_key_file_set_string (record, NCSN_RECORD_GROUP, "method",
                         ncsn_fill_method_names ()[filling->options.method]);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "grow", filling->grow);
  g_key_file_set_integer (record, NCSN_RECORD_GROUP, "context", filling->options.context);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "resample", filling->options.passes);
  return plugin_result_insert (&filling->region, call, title, 0, record, error);
}

const PluginTask plugin_task_inpaint = {
    .name = "inpaint",
    .label = N_ ("_Inpaint the Selection..."),
    .blurb =
        N_ ("Fill the selected part of a layer with pixels that a score model finds likely there"),
    .help = N_ ("Samples the selected pixels, given the pixels around them."),
    .busy = N_ ("Filling the selection"),
    .subject = PLUGIN_SUBJECT_HOLE,
    .default_model = PLUGIN_LAYER_MODEL,
    .samples = TRUE,
    .purpose = NCSN_PURPOSE_FILL,
    .arguments = arguments,
    .declare = declare,
    .cost = cost,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = plugin_region_free,
};
