/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn vary: adds noise to a picture and samples a new version of it from there. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/pictures.h"
#include "cli/common/values.h"

#define TASK "vary"

typedef struct {
  CliPictureOptions picture;
  char *strength_text;
  double strength;
} VaryOptions;

static void
vary_options_clear (VaryOptions *o)
{
  cli_picture_options_clear (&o->picture);
  g_free (o->strength_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VaryOptions, vary_options_clear)

static gboolean
parse_command_line (int argc, char **argv, VaryOptions *o)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->picture.input,
       N_ ("Picture to vary, or a folder of them"), N_ ("FILE")},
      {"strength", 's', 0, G_OPTION_ARG_STRING, &o->strength_text,
       N_ ("How much to change: from 0, hardly at all, to 1, a new picture"), N_ ("S")},
      {"mask", 0, 0, G_OPTION_ARG_FILENAME, &o->picture.mask,
       N_ ("Where to vary: white, or painted white on nothing; lighter grays blend "
           "(everywhere); or a folder of masks, named like the pictures up to the ending"),
       N_ ("FILE")},
      CLI_OUTPUT_ENTRY (o->picture),
      CLI_TASK_ENTRIES (o->picture.task),
      CLI_CHAIN_ENTRIES (o->picture.task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_VARY);
  g_autofree char *description = g_strconcat (
      _ ("The strength decides how much noise is added to the picture, and sampling turns it into "
         "a picture again.\nAnother --seed gives another version. The result has the size, depth "
         "and colours of the input; pixels\nwhere a mask is black, or a gray below a third, stay "
         "exactly the same. Transparent parts stay transparent.\n\n"),
      _ (CLI_FOLDER_HELP),
      _ ("Example:\n"
         "  ncsn vary --model digits --input seven.png --strength 0.5 --output another.png\n\n"),
      samplers, NULL);
  return cli_parse_options (argc, argv, entries, NULL, _ ("Makes new versions of a picture."),
                            description, NULL);
}

static gboolean
check_options (VaryOptions *o, GError **error)
{
  if (!cli_task_options_recall (&o->picture.task, error))
    return FALSE;
  cli_task_options_recall_text (&o->picture.task, "strength", &o->strength_text);
  return cli_require ("input", o->picture.input, error) &&
         cli_require ("strength", o->strength_text, error) &&
         cli_require ("output", o->picture.output, error) &&
         cli_parse_double ("strength", o->strength_text, &o->strength, error);
}

static gboolean
vary (CliPicture *picture, gpointer data, GError **error)
{
  const VaryOptions *o = data;
  CliTask *task = &picture->task;
  NcsnImage *image = picture->image;
  if (!ncsn_vary (task->model, task->threads, image->width, image->height,
                  picture->mask != NULL ? picture->mask->data : NULL, o->strength, &task->options,
                  picture->pixels, error))
    return FALSE;
  cli_picture_finish (picture, FALSE);
  g_autoptr (GKeyFile) record = cli_task_record (task);
  g_key_file_set_double (record, NCSN_RECORD_GROUP, "strength", o->strength);
  return cli_task_save (task, image, record, picture->files.output, error);
}

static char *
conclusion (guint changed, guint count)
{
  return g_strdup_printf (ngettext ("Varied %u of %u picture.", "Varied %u of %u pictures.", count),
                          changed, count);
}

int
cli_vary (int argc, char **argv, NcsnImageLoader *loader)
{
  static const CliPictureCommand command = {TASK, conclusion, vary};
  g_auto (VaryOptions) options = {.picture.task.purpose = NCSN_PURPOSE_VARY};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return cli_pictures_change (&command, &options.picture, loader, &options, &error)
             ? CLI_OK
             : cli_fail (error);
}
