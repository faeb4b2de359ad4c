/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task inpaint: fills the selected part of a layer, given its other pixels, once or several
 * times. */
#include "reduce.h"
#include "result.h"
#include "sources.h"
#include "turn.h"

#include "image/model-finder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILLS 8

typedef struct {
  PluginRegion region;
  NcsnInpaintOptions options;
  float *sources; /* that of the options, owned */
  guint grow;
  guint reduce; /* as in PluginCall */
} Filling;

static const PluginTaskArgument arguments[] = {
    {.name = "method"},
    {.name = "grow", .step = 1},
    {.name = PLUGIN_SOURCES},
    {.name = "count", .step = 1},
    {.name = PLUGIN_SOURCE_MASK, .row = PLUGIN_ROW_ADVANCED},
    {.name = "context", .models = PLUGIN_MODELS_OF_PATCHES, .step = 1, .row = PLUGIN_ROW_ADVANCED},
    {.name = "resample", .step = 1, .row = PLUGIN_ROW_ADVANCED},
    {0}};

static void
declare_method (GimpProcedure *procedure)
{
  GimpChoice *methods = gimp_choice_new ();
  const char *const *names = ncsn_fill_method_names ();

  gimp_choice_add (methods, names[NCSN_FILL_AUTO], NCSN_FILL_AUTO, _ ("What suits the width"),
                   NULL);
  gimp_choice_add (methods, names[NCSN_FILL_NETWORK], NCSN_FILL_NETWORK, _ ("The model"), NULL);
  gimp_choice_add (methods, names[NCSN_FILL_PATCHES], NCSN_FILL_PATCHES,
                   _ ("Pieces of the picture"), NULL);
  gimp_procedure_add_choice_argument (
      procedure, "method", _ ("Fill _with"),
      _ ("How to fill: by the model, best for what is narrow, such as scratches; with pieces of "
         "the picture itself, for objects of any size, without a model; or each hole by its "
         "width"),
      methods, names[NCSN_FILL_AUTO], G_PARAM_READWRITE);
}

static void
declare_grow (GimpProcedure *procedure)
{
  g_autofree char *blurb = g_strdup_printf (
      _ ("The number of pixels by which the selection grows where it is wider than %d pixels, with "
         "a soft edge, so that no rim of an object stays; -1: %d where pieces of the picture are "
         "used, else 0"),
      NCSN_NARROW_HOLE, NCSN_DEFAULT_GROWTH);

  gimp_procedure_add_int_argument (procedure, "grow", _ ("_Grow by"), blurb, -1, NCSN_MAX_GROWTH,
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
  plugin_sources_declare (procedure);
  gimp_procedure_add_int_argument (
      procedure, "context", _ ("Conte_xt"),
      _ ("The number of pixels around the selection that the model reads; -1: a number that suits "
         "the model"),
      -1, 10000, -1, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "resample", _ ("Passes _through each level"), passes,
                                   0, NCSN_MAX_PASSES, 0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "count", _ ("Cand_idates"),
                                   _ ("The number of fills, with the seeds from the given one on; "
                                      "several are put into a layer group"),
                                   1, MAX_FILLS, 1, G_PARAM_READWRITE);
}

/* Patches need no network, and a network no patches. */
static gboolean
reads (GimpProcedureConfig *config, const char *argument)
{
  static const char *const network[] = {"model", "class", "quality", "context", "resample", NULL};
  int method = gimp_procedure_config_get_choice_id (config, "method");

  if (method == NCSN_FILL_PATCHES)
    return !g_strv_contains (network, argument);
  return method != NCSN_FILL_NETWORK || !g_str_equal (argument, PLUGIN_SOURCE_MASK);
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
  if (grow >= 0)
    return (guint)grow;
  return ncsn_hole_growth (
      method, call->arguments.model != NULL ? ncsn_model_config (call->arguments.model) : NULL);
}

static guint
read_count (GimpProcedureConfig *config)
{
  int count;

  g_object_get (config, "count", &count, NULL);
  return (guint)count;
}

static PluginCost
cost (const PluginCall *call, const NcsnModelConfig *model, const NcsnSampler *sampler)
{
  NcsnInpaintOptions options = read_options (call->config);
  guint passes = options.passes > 0 ? options.passes : ncsn_default_passes (model);

  if (ncsn_fill_by_patches (options.method, model, call->hole))
    return (PluginCost){.by_patches = TRUE};
  PluginCost whole = plugin_region_cost (call, model, sampler, ncsn_hole_sigma (model, call->hole),
                                         passes, options.context);
  whole.evaluations *= read_count (call->config);
  return whole;
}

static void
discard (gpointer data)
{
  g_free (((Filling *)data)->sources);
  plugin_region_free (data);
}

static gboolean
refuse_memory (GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
               _ ("There is not enough memory for several fills: make them one by one."));
  return FALSE;
}

static gpointer
prepare (const PluginCall *call, GError **error)
{
  NcsnInpaintOptions options = read_options (call->config);
  gboolean everywhere =
      options.method != NCSN_FILL_NETWORK && plugin_sources_are_everywhere (call->config);
  PluginReach reach = {options.context, options.method, read_grow (call, options.method),
                       everywhere, read_count (call->config)};
  Filling *filling = plugin_region_new (sizeof *filling, call, reach, error);

  if (filling == NULL)
    return NULL;
  const PluginRegion *region = &filling->region;
  filling->options = options;
  filling->options.channels = region->channels;
  filling->grow = reach.grow;
  filling->reduce = call->reduce;
  if (everywhere && (filling->sources = plugin_sources_read (call, region, error)) == NULL) {
    discard (filling);
    return NULL;
  }
  filling->options.sources = filling->sources;
  if (!call->shown &&
      ncsn_hole_is_everything (region->mask, region->alpha, region->width * region->height))
    gimp_message (_ ("The whole layer is selected or transparent, so there are no pixels that the "
                     "fill could match. Select only the part to fill."));
  return filling;
}

/* Fills a reduced picture, and enlarges the fill. */
static gboolean
fill_reduced (const NcsnModel *model, NcsnThreads *threads, NcsnTaskOptions *options,
              Filling *filling, GError **error)
{
  PluginRegion *region = &filling->region;
  gsize width = region->width, height = region->height, channels = region->channels;
  guint factor = filling->reduce;
  NcsnInpaintOptions inpaint = filling->options;
  g_autofree float *pixels =
      plugin_picture_reduce (region->pixels, width, height, channels, factor);
  g_autofree float *mask = plugin_picture_reduce (region->mask, width, height, 1, factor);
  g_autofree float *alpha = plugin_picture_reduce (region->alpha, width, height, 1, factor);
  g_autofree float *sources =
      filling->sources != NULL ? plugin_picture_reduce (filling->sources, width, height, 1, factor)
                               : NULL;

  if (pixels == NULL || mask == NULL || alpha == NULL ||
      (filling->sources != NULL && sources == NULL))
    return refuse_memory (error);
  inpaint.sources = sources;
  options->alpha = alpha;
  if (!ncsn_inpaint (model, threads, plugin_reduced_side (width, factor),
                     plugin_reduced_side (height, factor), mask, &inpaint, options, pixels, error))
    return FALSE;
  plugin_picture_enlarge (pixels, factor, region->mask, width, height, channels, region->pixels);
  plugin_region_keep (region, region->pixels, 0);
  return TRUE;
}

/* All fills but the last work on a copy of the pixels, which each one changes. */
static gboolean
work (const NcsnModel *model, NcsnThreads *threads, NcsnTaskOptions *options, gpointer data,
      GError **error)
{
  Filling *filling = data;
  PluginRegion *region = &filling->region;
  PluginTurn turn = {options, 0, region->n_results};
  gsize size = region->width * region->height * region->channels * sizeof (float);
  g_autofree float *copy = turn.count > 1 ? g_try_malloc (size) : NULL;

  if (filling->reduce > 1)
    return fill_reduced (model, threads, options, filling, error);
  if (turn.count > 1 && copy == NULL)
    return refuse_memory (error);
  options->alpha = region->alpha;
  for (; turn.index < turn.count; turn.index++, options->seed++) {
    NcsnTaskOptions one = plugin_turn_options (&turn);
    float *pixels = turn.index + 1 < turn.count ? copy : region->pixels;

    if (pixels == copy)
      memcpy (copy, region->pixels, size);
    if (!ncsn_inpaint (model, threads, region->width, region->height, region->mask,
                       &filling->options, &one, pixels, error))
      return FALSE;
    plugin_region_keep (region, pixels, turn.index);
  }
  return TRUE;
}

/* The record of a fill with the seed of these arguments. It makes this fill alone. */
static GKeyFile *
record_of (const Filling *filling, const PluginArguments *used, const PluginCall *call)
{
  GKeyFile *record = plugin_arguments_record (used, call->task->name);
  const char *group = NCSN_RECORD_GROUP;
  g_autofree char *sources = NULL;

  g_object_get (call->config, PLUGIN_SOURCES, &sources, NULL);
  g_key_file_set_string (record, group, PLUGIN_SOURCES, sources);
  g_key_file_set_string (record, group, "method",
                         ncsn_fill_method_names ()[filling->options.method]);
  g_key_file_set_uint64 (record, group, "grow", filling->grow);
  if (used->model == NULL)
    return record;
  g_key_file_set_integer (record, group, "context", filling->options.context);
  g_key_file_set_uint64 (record, group, "resample", filling->options.passes);
  return record;
}

static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Filling *filling = data;
  guint count = filling->region.n_results;
  PluginSignature signatures[MAX_FILLS] = {0};
  PluginArguments used = call->arguments;

  for (guint i = 0; i < count; i++, used.options.seed++)
    signatures[i] = (PluginSignature){plugin_arguments_title (&used, _ ("fill")),
                                      record_of (filling, &used, call)};
  GimpLayer **layers = plugin_result_insert (&filling->region, call, signatures, 0, error);
  for (guint i = 0; i < count; i++) {
    g_free (signatures[i].title);
    g_key_file_unref (signatures[i].record);
  }
  return layers;
}

const PluginTask plugin_task_inpaint = {
    .name = "inpaint",
    .label = N_ ("_Remove Selection..."),
    .blurb = N_ ("Remove what is selected, such as an object, a scratch or a text, and fill its "
                 "place so that it matches the surroundings"),
    .icon = "gimp-tool-heal",
    .menu = "<Image>/Filters/Enhance",
    .help = N_ ("Samples the selected pixels, given the pixels around them."),
    .busy = N_ ("Filling the selection"),
    .subject = PLUGIN_SUBJECT_HOLE,
    .sees_image = plugin_sources_are_visible,
    .default_model = NCSN_MODEL_FINDER_PHOTO,
    .samples = TRUE,
    .purpose = NCSN_PURPOSE_FILL,
    .arguments = arguments,
    .declare = declare,
    .reads = reads,
    .cost = cost,
    .many = "count",
    .extent = plugin_region_extent,
    .show = plugin_region_show,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = discard,
};
