/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn inpaint: fills a part of a picture.
 *
 * Why a pixel outside the mask keeps its bytes: it is read as byte / 255 (within float precision),
 * no one writes to it where the mask is 0, and ncsn_image_byte () rounds to the nearest byte. */
#include "command.h"

#include <glib/gi18n.h>

#include "output.h"
#include "task.h"

typedef struct {
  char *input, *mask, *output;
  CliTaskOptions task;
} InpaintOptions;

static void
inpaint_options_clear (InpaintOptions *o)
{
  g_free (o->input);
  g_free (o->mask);
  g_free (o->output);
  cli_task_options_clear (&o->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InpaintOptions, inpaint_options_clear)

static gboolean
parse_command_line (int argc, char **argv, InpaintOptions *o)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->input, N_ ("The picture to fill"), N_ ("FILE")},
      {"mask", 0, 0, G_OPTION_ARG_FILENAME, &o->mask,
       N_ ("Where to fill: white, or painted white on nothing; gray blends"), N_ ("FILE")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output, N_ ("PNG file for the result"),
       N_ ("FILE")},
      CLI_TASK_ENTRIES (o->task),
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL, _ ("Fills a part of a picture so that it suits the rest."),
      _ ("The result has the size of the input and 8 bits a channel; pixels where the mask is "
         "black "
         "stay as\nthey are. A gray model reads the lightness of a coloured picture and gives a "
         "gray one; a colour\nmodel gives colour. Transparent parts of the input count as black. "
         "Schedule options that are\nleft out are the model's own.\n\n"
         "Example:\n"
         "  ncsn inpaint --model digits --input seven.png --mask hole.png --output new.png"),
      NULL);
}

static NcsnImage *
load_mask (NcsnImageLoader *loader, const char *path, const NcsnImage *picture, GError **error)
{
  const NcsnImageLoadOptions gray = {.channels = 1};
  g_autoptr (NcsnImage) mask = ncsn_image_loader_load (loader, path, &gray, error);
  if (mask == NULL)
    return NULL;
  if (mask->width == picture->width && mask->height == picture->height)
    return g_steal_pointer (&mask);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The mask has %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                  " pixels and the picture %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                  "; they must be of one size."),
               mask->width, mask->height, picture->width, picture->height);
  return NULL;
}

/* picture = old where the mask is 0, a mixture where it is soft; `old` is before, picture after. */
static void
blend (NcsnImage *picture, const float *old, const float *mask)
{
  const gsize n_pixels = picture->width * picture->height;
  for (gsize i = 0; i < n_pixels; i++)
    for (guint c = 0; c < picture->channels; c++) {
      const gsize k = i * picture->channels + c;
      picture->data[k] = mask[i] > 0.0f ? old[k] + mask[i] * (picture->data[k] - old[k]) : old[k];
    }
}

static gboolean
inpaint (const InpaintOptions *o, NcsnImageLoader *loader, GError **error)
{
  g_auto (CliTask) task = {0};
  if (!cli_check_png_output (o->output, error) || !cli_task_init (&task, &o->task, error))
    return FALSE;

  const guint channels = ncsn_model_config (task.model)->channels;
  const NcsnImageLoadOptions as_model = {.channels = channels};
  g_autoptr (NcsnImage) picture = ncsn_image_loader_load (loader, o->input, &as_model, error);
  if (picture == NULL)
    return FALSE;
  g_autoptr (NcsnImage) mask = load_mask (loader, o->mask, picture, error);
  if (mask == NULL)
    return FALSE;

  g_autofree float *old =
      g_memdup2 (picture->data, picture->width * picture->height * channels * sizeof (float));
  if (!ncsn_inpaint (task.model, task.threads, picture->width, picture->height, mask->data,
                     &(NcsnInpaintOptions){-1, 1}, &task.options, picture->data, error))
    return FALSE;
  blend (picture, old, mask->data);
  return ncsn_image_save_png (picture, NULL, o->output, error);
}

int
cli_inpaint (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (InpaintOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (options.input == NULL || options.mask == NULL || options.output == NULL)
    return cli_usage (argv[0], _ ("%s is missing"),
                      options.input == NULL  ? "--input"
                      : options.mask == NULL ? "--mask"
                                             : "--output");
  return inpaint (&options, loader, &error) ? CLI_OK : cli_fail (error);
}
