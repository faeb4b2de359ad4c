/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising: takes noise off a layer, or off the selected part of it. */
#include "region.h"

#include <glib/gi18n-lib.h>

typedef struct {
  NcsnRegion region;
  double sigma; /* asked for, then used */
} Denoising;

static const NcsnTaskArgument arguments[] = {{"sigma", NCSN_MODELS_ALL, 0.01}, {0}};

static void
declare (GimpProcedure *procedure)
{
  gimp_procedure_add_double_argument (
      procedure, "sigma", _ ("_Noise level"),
      _ ("The noise's standard deviation σ, in pixel values from 0 to 1; 0: as much as is found in "
         "the picture"),
      0, 1000, 0, G_PARAM_READWRITE);
}

static gpointer
prepare (const NcsnCall *call, GError **error)
{
  Denoising *denoising = ncsn_region_new (sizeof *denoising, call, NCSN_SUBJECT_LAYER, -1, error);

  if (denoising != NULL)
    g_object_get (call->config, "sigma", &denoising->sigma, NULL);
  return denoising;
}

static gboolean
work (const NcsnModel *model, NcsnThreads *threads, const NcsnTaskOptions *options, gpointer data,
      GError **error)
{
  Denoising *denoising = data;
  const NcsnRect *block = &denoising->region.area.block;

  return ncsn_denoise (model, threads, (gsize)block->width, (gsize)block->height, &denoising->sigma,
                       options, denoising->region.pixels, error);
}

static GimpLayer **
finish (const NcsnCall *call, gpointer data, GError **error)
{
  const Denoising *denoising = data;
  g_autoptr (GKeyFile) record = ncsn_arguments_record (&call->arguments, "denoise");
  g_autofree char *title = g_strdup_printf (_ ("NCSN denoised, σ %.3g"), denoising->sigma);

  g_key_file_set_double (record, NCSN_RECORD_GROUP, "sigma", denoising->sigma);
  return ncsn_region_to_layer (&denoising->region, call, title, record, error);
}

const NcsnTask ncsn_task_denoise = {
    .name = "denoise",
    .label = N_ ("_Denoise..."),
    .blurb = N_ ("Take noise off a layer or off its selected part"),
    .help =
        N_ ("Replaces each pixel by its mean over all the pictures that it may have been before "
            "noise of a known level was added. The result is a new layer above the one that was "
            "worked on, with the selection as its opacity; the layer itself is not changed."),
    .busy = N_ ("Taking off noise"),
    .subject = NCSN_SUBJECT_LAYER,
    .samples = FALSE,
    .arguments = arguments,
    .declare = declare,
    .prepare = prepare,
    .work = work,
    .finish = finish,
    .discard = ncsn_region_free,
};
