/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task vary: draws a new version of a layer or of its selected part. */
#include "result.h"

#include "image/model-finder.h"

#include <glib/gi18n-lib.h>
typedef struct {
  PluginRegion region;
  double strength;
} Variation;

static const PluginTaskArgument arguments[] = {{.name = "strength",
                                                .step = 0.05,
                                                .row = PLUGIN_ROW_SLIDER,
                                                .low = N_ ("subtle"),
                                                .high = N_ ("different")},
                                               {0}};

static void
declare (GimpProcedure *procedure)
{
  gimp_procedure_add_double_argument (
      procedure, "strength", _ ("S_trength"),
      _ ("How much the new version may differ from the original: 0 hardly at all, 1 completely"), 0,
      1, 0.25, G_PARAM_READWRITE);
}

static double
read_strength (GimpProcedureConfig *config)
{
  double strength;

  g_object_get (config, "strength", &strength, NULL);
  return strength;
}

/* What a person would not expect of a variation. */
#define BOLD_STRENGTH 0.4

static const char *
advice (const PluginCall *call, const NcsnModelConfig *model)
{
  if (read_strength (call->config) < BOLD_STRENGTH || !model->patches)
    return NULL;
  return _ (
      "This model knows small parts of pictures: so much freedom changes what is larger, such "
      "as faces. Less keeps it.");
}

static PluginCost
cost (const PluginCall *call, const NcsnModelConfig *model, const NcsnSampler *sampler)
{
  double sigma = ncsn_vary_sigma (&sampler->schedule, read_strength (call->config));
  guint passes = gimp_selection_is_empty (call->image) ? 1 : ncsn_default_passes (model);

  return plugin_region_cost (call, model, sampler, sigma, passes, -1);
}

static gpointer
prepare (const PluginCall *call, GError **error)
{
  Variation *variation = plugin_region_new (sizeof *variation, call, PLUGIN_REACH_OF_MODEL, error);

  if (variation != NULL)
    variation->strength = read_strength (call->config);
  return variation;
}

static gboolean
work (const NcsnModel *model, NcsnThreads *threads, NcsnTaskOptions *options, gpointer data,
      GError **error)
{
  Variation *variation = data;
  PluginRegion *region = &variation->region;

  options->alpha = region->alpha;
  if (!ncsn_vary (model, threads, region->width, region->height,
                  region->has_known ? region->mask : NULL, variation->strength, options,
                  region->pixels, error))
    return FALSE;
  plugin_region_keep (region, region->pixels, 0);
  return TRUE;
}

static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Variation *variation = data;
  g_autoptr (GKeyFile) record = plugin_arguments_record (&call->arguments, call->task->name);
  g_autofree char *what = g_strdup_printf (_ ("variation of strength %g"), variation->strength);
  g_autofree char *title = plugin_arguments_title (&call->arguments, what);

  g_key_file_set_double (record, NCSN_RECORD_GROUP, "strength", variation->strength);
  return plugin_result_insert (&variation->region, call, &(PluginSignature){title, record}, 0,
                               error);
}

const PluginTask plugin_task_vary = {
    .name = "vary",
    .label = N_ ("_Vary..."),
    .blurb = N_ ("Draw a new version of a layer or its selected part, from subtle to different"),
    .icon = "gimp-duplicate",
    .menu = "<Image>/Filters/Render",
    .help = N_ (
        "Adds noise to a layer or to its selected part and removes it again along another path."),
    .busy = N_ ("Drawing a new version"),
    .subject = PLUGIN_SUBJECT_LAYER,
    .default_model = NCSN_MODEL_FINDER_PHOTO,
    .samples = TRUE,
    .purpose = NCSN_PURPOSE_VARY,
    .arguments = arguments,
    .declare = declare,
    .cost = cost,
    .advice = advice,
    .view_side = 160,
    .extent = plugin_region_extent,
    .show = plugin_region_show,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = plugin_region_free,
};
