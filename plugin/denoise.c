/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task denoise: removes noise from a layer or from its selected part. */
#include "result.h"

#include "image/model-finder.h"

#include <glib/gi18n-lib.h>

typedef struct {
  PluginRegion region;
  gboolean automatic;              /* whether the noise is estimated from the pixels */
  NcsnFoundNoise noise;            /* given or estimated, at full strength */
  double strength, detail, colour; /* in percent */
} Denoising;

#define AUTOMATIC (-1.0)

#define MAX_STRENGTH 200.0

static const PluginTaskArgument arguments[] = {
    {.name = "strength", .step = 5, .row = PLUGIN_ROW_SLIDER},
    {.name = "detail", .step = 5, .row = PLUGIN_ROW_SLIDER},
    {.name = "colour", .step = 5, .row = PLUGIN_ROW_SLIDER},
    {.name = "sigma", .step = 0.01},
    {0}};

static void
declare (GimpProcedure *procedure)
{
  gimp_procedure_add_double_argument (procedure, "sigma", _ ("_Noise level"),
                                      _ ("The standard deviation σ of the noise, in pixel values "
                                         "from 0 to 1; 0 changes nothing; -1: "
                                         "estimated from the selected pixels"),
                                      AUTOMATIC, 1, AUTOMATIC, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
      procedure, "strength", _ ("S_trength"),
      _ ("The noise level that is removed, in percent of the one found or given: less leaves some "
         "noise, more smooths"),
      0, MAX_STRENGTH, 100, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
      procedure, "detail", _ ("Keep _detail"),
      _ ("How much of what would be taken off the lightness stays, in percent"), 0, 100, 0,
      G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (procedure, "colour", _ ("Colo_ur noise"),
                                      _ ("How much of the noise in colours is removed, in percent"),
                                      0, 100, 100, G_PARAM_READWRITE);
}

static gpointer
prepare (const PluginCall *call, GError **error)
{
  Denoising *denoising = plugin_region_new (sizeof *denoising, call, PLUGIN_REACH_OF_MODEL, error);

  if (denoising == NULL)
    return NULL;
  g_object_get (call->config, "sigma", &denoising->noise.sigma, "strength", &denoising->strength,
                "detail", &denoising->detail, "colour", &denoising->colour, NULL);
  denoising->automatic = denoising->noise.sigma < 0;
  return denoising;
}

/* Estimates the noise from the pixels that are selected and not transparent. */
static gboolean
estimate_noise (const NcsnModel *model, Denoising *denoising, GError **error)
{
  const PluginRegion *region = &denoising->region;
  gsize count = region->width * region->height;
  g_autofree float *mask = g_try_new (float, count);

  if (mask == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("There is not enough memory to estimate the noise: select a smaller part."));
    return FALSE;
  }
  for (gsize i = 0; i < count; i++)
    mask[i] = region->mask[i] * region->alpha[i];
  denoising->noise = ncsn_noise_find (model, region->pixels, mask, region->width, region->height);
  return TRUE;
}

static gboolean
work (const NcsnModel *model, NcsnThreads *threads, NcsnTaskOptions *options, gpointer data,
      GError **error)
{
  Denoising *denoising = data;
  PluginRegion *region = &denoising->region;
  NcsnFoundNoise noise;

  options->alpha = region->alpha;
  options->keep_lightness = denoising->detail / 100;
  options->keep_colour = 1 - denoising->colour / 100;
  if (denoising->automatic && !estimate_noise (model, denoising, error))
    return FALSE;
  noise = denoising->noise;
  ncsn_noise_scale (&noise, denoising->strength / 100);
  if (!ncsn_noise_remove (model, threads, region->width, region->height, &noise, options,
                          region->pixels, error))
    return FALSE;
  plugin_region_keep (region, region->pixels, 0);
  return TRUE;
}

static void
show (const PluginCall *call, gconstpointer data, PluginShown *shown)
{
  const Denoising *denoising = data;

  plugin_region_show (call, data, shown);
  if (!denoising->automatic)
    return;
  shown->note =
      denoising->noise.sigma > 0
          ? g_strdup_printf (_ ("Noise found in the part shown: %.3f"), denoising->noise.sigma)
          : g_strdup (_ ("Hardly any noise was found in the part shown. If you see some, set the "
                         "noise level: 0.05 is a little, 0.2 a lot."));
}

static GimpLayer **
finish (const PluginCall *call, gpointer data, GError **error)
{
  const Denoising *denoising = data;
  const double sigma = denoising->noise.sigma;
  g_autoptr (GKeyFile) record = plugin_arguments_record (&call->arguments, call->task->name);
  g_autofree char *title = g_strdup_printf (_ ("NCSN denoised, σ %.3g"), sigma);

  if (!denoising->noise.by_brightness)
    g_key_file_set_double (record, NCSN_RECORD_GROUP, "sigma", sigma);
  g_key_file_set_double (record, NCSN_RECORD_GROUP, "strength", denoising->strength);
  g_key_file_set_double (record, NCSN_RECORD_GROUP, "detail", denoising->detail);
  g_key_file_set_double (record, NCSN_RECORD_GROUP, "colour", denoising->colour);
  if (denoising->automatic && sigma == 0)
    gimp_message (_ (
        "Hardly any noise was found, so the new layer equals the original one. If you see noise, "
        "enter the noise level: 0.05 is a little, 0.2 a lot."));
  return plugin_result_insert (&denoising->region, call, &(PluginSignature){title, record},
                               MIN (sigma * denoising->strength / 100, 1), error);
}

const PluginTask plugin_task_denoise = {
    .name = "denoise",
    .label = N_ ("_Denoise..."),
    .blurb = N_ ("Take the noise of a camera off a layer or its selected part"),
    .icon = "gimp-tool-blur",
    .menu = "<Image>/Filters/Enhance",
    .help =
        N_ ("Replaces each pixel by its expected value before noise of a known level was added."),
    .busy = N_ ("Removing noise"),
    .subject = PLUGIN_SUBJECT_LAYER,
    .default_model = NCSN_MODEL_FINDER_CAMERA,
    .samples = FALSE,
    .arguments = arguments,
    .declare = declare,
    .view_side = 384,
    .extent = plugin_region_extent,
    .show = show,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = plugin_region_free,
};
