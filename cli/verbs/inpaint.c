/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn inpaint: fills a part of a picture, once or several times. */
#include "cli/common/command.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "cli/common/pictures.h"
#include "inpaint-options.h"

#define TASK "inpaint"

typedef struct {
  const CliInpaintOptions *options;
  NcsnImageLoader *loader;
} Call;

/* What all fills of a picture begin with: the picture, and its arrays, which a fill changes. */
typedef struct {
  CliPicture *picture;
  NcsnImage *sources; /* (height, width, 1), or NULL */
  guint grow;
  float *data, *alpha, *pixels; /* those given */
} Filling;

static void
filling_clear (Filling *filling)
{
  ncsn_image_free (filling->sources);
  g_free (filling->data);
  g_free (filling->alpha);
  g_free (filling->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filling, filling_clear)

static gboolean
grow_mask (const CliInpaintOptions *o, Filling *filling, GError **error)
{
  const NcsnModel *model = filling->picture->task.model;
  const NcsnImage *mask = filling->picture->mask;
  filling->grow =
      o->grow_text != NULL
          ? o->grow
          : ncsn_hole_growth (o->inpaint.method, model != NULL ? ncsn_model_config (model) : NULL);
  return ncsn_hole_grow (mask->data, mask->width, mask->height, filling->grow, error);
}

static NcsnImage *
mark_all (const NcsnImage *image, GError **error)
{
  NcsnImage *mask = ncsn_image_new (image->width, image->height, 1, error);
  for (gsize i = 0; mask != NULL && i < image->width * image->height; i++)
    mask->data[i] = 1;
  return mask;
}

static gboolean
load_sources (const CliInpaintOptions *o, Filling *filling, NcsnImageLoader *loader, GError **error)
{
  const NcsnImage *image = filling->picture->image;
  if (o->sources == NULL)
    return TRUE;
  filling->sources = o->all_sources ? mark_all (image, error)
                                    : cli_picture_load_mask (loader, o->sources, image, error);
  return filling->sources != NULL;
}

/* Keeps what a fill changes, for the next one. */
static gboolean
keep (Filling *filling, GError **error)
{
  const CliPicture *picture = filling->picture;
  const NcsnImage *image = picture->image;
  const gsize n = image->width * image->height;
  filling->data = g_try_new (float, n * image->channels);
  filling->alpha = g_try_new (float, n);
  filling->pixels = g_try_new (float, n * picture->channels);
  if (filling->data == NULL || filling->alpha == NULL || filling->pixels == NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                         _ ("The picture does not fit in memory several times; make it smaller, or "
                            "give --output for a single fill."));
    return FALSE;
  }
  memcpy (filling->data, image->data, n * image->channels * sizeof (float));
  memcpy (filling->pixels, picture->pixels, n * picture->channels * sizeof (float));
  if (image->alpha != NULL)
    memcpy (filling->alpha, image->alpha, n * sizeof (float));
  return TRUE;
}

static void
put_back (const Filling *filling)
{
  const CliPicture *picture = filling->picture;
  NcsnImage *image = picture->image;
  const gsize n = image->width * image->height;
  memcpy (image->data, filling->data, n * image->channels * sizeof (float));
  memcpy (picture->pixels, filling->pixels, n * picture->channels * sizeof (float));
  if (image->alpha != NULL)
    memcpy (image->alpha, filling->alpha, n * sizeof (float));
}

/* Fills the picture and writes it. */
static gboolean
fill (const CliInpaintOptions *o, Filling *filling, const char *path, GError **error)
{
  CliPicture *picture = filling->picture;
  CliTask *task = &picture->task;
  NcsnInpaintOptions inpaint = o->inpaint;
  inpaint.channels = picture->channels;
  inpaint.sources = filling->sources != NULL ? filling->sources->data : NULL;
  if (!ncsn_inpaint (task->model, task->threads, picture->image->width, picture->image->height,
                     picture->mask->data, &inpaint, &task->options, picture->pixels, error))
    return FALSE;
  cli_picture_finish (picture, TRUE);
  g_autoptr (GKeyFile) record = cli_inpaint_options_record (o, task, filling->grow);
  return cli_task_save (task, picture->image, record, path, error);
}

/* "00012.png", like the files of ncsn sample. */
static gboolean
fill_several (const CliInpaintOptions *o, Filling *filling, GError **error)
{
  CliTask *task = &filling->picture->task;
  if (!keep (filling, error))
    return FALSE;
  task->parts = o->count;
  for (; task->part < o->count; task->part++, task->options.seed++) {
    g_autofree char *name = g_strdup_printf ("%05u.png", task->part);
    g_autofree char *path = g_build_filename (o->separate, name, NULL);
    if (task->part > 0)
      put_back (filling);
    if (!fill (o, filling, path, error))
      return FALSE;
  }
  return TRUE;
}

/* Unlike the other commands, this one has something to offer to those who have no model. */
static gboolean
require_model (const CliTaskOptions *o, GError **error)
{
  if (o->without_model || o->model != NULL || o->record != NULL)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("--model is missing; give one, such as photo, or fill without a model "
                          "with --method patches."));
  return FALSE;
}

static gboolean
inpaint (CliPicture *picture, gpointer data, GError **error)
{
  const Call *call = data;
  const CliInpaintOptions *o = call->options;
  g_auto (Filling) filling = {.picture = picture};
  if (!grow_mask (o, &filling, error) || !load_sources (o, &filling, call->loader, error))
    return FALSE;
  const NcsnImage *image = picture->image;
  if (o->inpaint.method != NCSN_FILL_PATCHES &&
      ncsn_hole_is_everything (picture->mask->data, image->alpha, image->width * image->height))
    cli_note (
        _ ("All of the picture is marked or transparent, so the model draws without any known "
           "pixels. Mark only the part to fill, in white."));
  return o->separate != NULL ? fill_several (o, &filling, error)
                             : fill (o, &filling, picture->files.output, error);
}

static char *
conclusion (guint changed, guint count)
{
  return g_strdup_printf (ngettext ("Filled %u of %u picture.", "Filled %u of %u pictures.", count),
                          changed, count);
}

int
cli_inpaint (int argc, char **argv, NcsnImageLoader *loader)
{
  static const CliPictureCommand command = {TASK, conclusion, inpaint};
  g_auto (CliInpaintOptions) options = {0};
  g_autoptr (GError) error = NULL;
  Call call = {&options, loader};
  if (!cli_inpaint_options_parse (&options, argc, argv))
    return CLI_USAGE;
  if (!cli_inpaint_options_check (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return require_model (&options.picture.task, &error) &&
                 (options.separate == NULL || cli_make_folder (options.separate, &error)) &&
                 cli_pictures_change (&command, &options.picture, loader, &call, &error)
             ? CLI_OK
             : cli_fail (error);
}
