/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task inpaint: fills the selected part of a layer, given its other pixels. */
#include "result.h"

#include <glib/gi18n-lib.h>

typedef struct {
  PluginRegion region;
  NcsnInpaintOptions options;
} Filling;

static const PluginTaskArgument arguments[] = {
    {"context", PLUGIN_MODELS_OF_PATCHES, 1}, {"resample", PLUGIN_MODELS_ALL, 1}, {0}};

static void
declare (GimpProcedure *procedure)
{
  g_autofree char *passes = g_strdup_printf (
      _ ("The number of passes through each noise level: more passes take longer and match the "
         "filled part better to its surroundings; 0: %d, or %d for a model that sees holes"),
      NCSN_DEFAULT_PASSES, NCSN_DEFAULT_PASSES_HOLES);

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
  return (NcsnInpaintOptions){.context = context, .passes = (guint)passes};
}

static PluginCost
cost (const PluginCall *call, const NcsnModelConfig *model, const NcsnSampler *sampler)
{
  NcsnInpaintOptions options = read_options (call->config);
  guint passes = options.passes > 0 ? options.passes : ncsn_default_passes (model);

  return plugin_region_cost (call, model, sampler, ncsn_hole_sigma (model, call->hole), passes,
                             options.context);
}

static gpointer
prepare (const PluginCall *call, GError **error)
{
  NcsnInpaintOptions options = read_options (call->config);
  Filling *filling = plugin_region_new (sizeof *filling, call, options.context, error);

  if (filling == NULL)
    return NULL;
  filling->options = options;
  const PluginRegion *region = &filling->region;
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
  return ncsn_inpaint (model, threads, region->width, region->height, region->mask,
                       &filling->options, options, region->pixels, error);
}

static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Filling *filling = data;
  g_autoptr (GKeyFile) record = plugin_arguments_record (&call->arguments, call->task->name);
  g_autofree char *title = plugin_arguments_title (&call->arguments, _ ("fill"));

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
