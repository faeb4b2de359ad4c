/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the options of ncsn train, and where their values come from. */
#include "train-options.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/output.h"
#include "cli/common/values.h"
#include "option-file.h"

#define MAX_CONFIG (1 << 20) /* bytes */

/* The one list of all options. Free with g_free (). */
static GOptionEntry *
list_entries (CliTrainOptions *o)
{
  const GOptionEntry entries[] = {
      {"data", 'd', 0, G_OPTION_ARG_FILENAME, &o->data,
       N_ ("Folder of pictures (sub-folders are classes) or IDX file to learn from"), N_ ("PATH")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("Model file to write, ending in .safetensors (named like the data, in this folder)"),
       N_ ("FILE")},
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &o->config,
       N_ ("Take options from this file: a group [train] with lines such as rate=1e-3, named as "
           "here; options on the command line override them"),
       N_ ("FILE")},
      {"save-config", 0, 0, G_OPTION_ARG_FILENAME, &o->save_config,
       N_ ("Write all settings, given or chosen, to such a file"), N_ ("FILE")},
      {"size", 's', 0, G_OPTION_ARG_STRING, &o->size,
       N_ ("Crop and resize the pictures to this size, such as 64 or 64x48"), N_ ("SIZE")},
      {"patches", 0, 0, G_OPTION_ARG_STRING, &o->patches,
       N_ ("Learn from squares of this side, cut from the pictures at random: for a model that "
           "draws pictures of any size (64, unless all pictures are small and of one size)"),
       N_ ("N")},
      {"scale", 0, 0, G_OPTION_ARG_STRING, &o->scale,
       N_ ("Scale of the pictures that patches are cut from, drawn at random for each patch: a "
           "range such as 0.5..1, where 1 is their own scale, or one number (1)"),
       N_ ("MIN..MAX")},
      {"hold-out", 0, 0, G_OPTION_ARG_STRING, &o->hold_out,
       N_ ("Share of the pictures to hold out, to measure the loss on (0.05; 0 for IDX files)"),
       N_ ("SHARE")},
      {"time", 't', 0, G_OPTION_ARG_STRING, &o->time,
       N_ ("Stop after this time, such as 90m or 2h (1h unless --iterations is given)"),
       N_ ("TIME")},
      {"iterations", 'n', 0, G_OPTION_ARG_STRING, &o->iterations,
       N_ ("Stop after this number of steps"), N_ ("N")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, N_ ("Seed of all random numbers (0)"),
       N_ ("N")},
      {"flip", 0, 0, G_OPTION_ARG_NONE, &o->flip,
       N_ ("Mirror half of the pictures: for subjects without left and right"), NULL},
      {"turn", 0, 0, G_OPTION_ARG_NONE, &o->turn,
       N_ ("Rotate pictures by right angles: for subjects without top and bottom"), NULL},
      {"holes", 0, 0, G_OPTION_ARG_NONE, &o->holes,
       N_ ("Also learn to fill holes from the pixels around them: for a model that repairs "
           "pictures"),
       NULL},
      {"unconditional", 0, 0, G_OPTION_ARG_NONE, &o->unconditional,
       N_ ("Ignore the classes of the pictures"), NULL},
      {"resume", 0, 0, G_OPTION_ARG_NONE, &o->resume,
       N_ ("Continue exactly where the checkpoint stopped; only limits, the schedule, --rate, "
           "--warmup, --ema and --clip may change, and --data may be left out"),
       NULL},
      {"checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &o->checkpoint,
       N_ ("File for the state of the training (beside the model, ending in .checkpoint)"),
       N_ ("FILE")},
      {"checkpoint-interval", 0, 0, G_OPTION_ARG_STRING, &o->checkpoint_interval,
       N_ ("How often to save it: a time, or a number of iterations (5m)"), N_ ("TIME|N")},
      {"sample-interval", 0, 0, G_OPTION_ARG_STRING, &o->sample_interval,
       N_ ("How often to draw samples into a PNG beside the model; 0: never (10m)"), N_ ("TIME|N")},
      {"batch", 0, 0, G_OPTION_ARG_STRING, &o->batch,
       N_ ("Pictures per step (the largest of 64, 32 and 16 with 4,000 steps in the time)"),
       N_ ("N")},
      {"rate", 0, 0, G_OPTION_ARG_STRING, &o->rate,
       N_ ("Learning rate, which decreases to 0 towards the end (2e-3)"), N_ ("R")},
      {"warmup", 0, 0, G_OPTION_ARG_STRING, &o->warmup,
       N_ ("Steps over which the rate rises at the beginning"), N_ ("N")},
      {"ema", 0, 0, G_OPTION_ARG_STRING, &o->ema,
       N_ ("Decay of the moving average of the weights (0.999)"), N_ ("M")},
      {"clip", 0, 0, G_OPTION_ARG_STRING, &o->clip,
       N_ ("Largest norm of the gradient; 0: no limit (1)"), N_ ("C")},
      {"loss", 0, 0, G_OPTION_ARG_STRING, &o->loss,
       N_ ("Objective: dsm (denoising), ssm (sliced score matching) or ssm-vr (its "
           "variance-reduced form) (dsm)"),
       N_ ("KIND")},
      {"projections", 0, 0, G_OPTION_ARG_STRING, &o->projections,
       N_ ("Projections per picture, for sliced score matching (1)"), N_ ("N")},
      {"probe", 0, 0, G_OPTION_ARG_STRING, &o->probe,
       N_ ("Distribution of the projections: gaussian or rademacher (gaussian)"), N_ ("KIND")},
      {"start", 0, 0, G_OPTION_ARG_FILENAME, &o->start,
       N_ ("Begin with the network and the weights of this model (a name or a path) of similar "
           "pictures, instead of random weights"),
       N_ ("MODEL")},
      {"preset", 0, 0, G_OPTION_ARG_STRING, &o->preset,
       N_ ("The authors' network and settings: ncsn-mnist, ncsn-celeba, ncsn-cifar10, "
           "ncsnv2-cifar10 or ncsnv2-celeba; other options override them"),
       N_ ("NAME")},
      {"network", 0, 0, G_OPTION_ARG_STRING, &o->network,
       N_ ("unet, or one of the authors' networks for the pictures' own size: ncsn, ncsnv2 (unet)"),
       N_ ("NAME")},
      {"features", 0, 0, G_OPTION_ARG_STRING, &o->features,
       N_ ("Channels of the network at full size (as many as the time allows; 32 without --time, "
           "128 for ncsn and ncsnv2)"),
       N_ ("N")},
      {"ngf", 0, 0, G_OPTION_ARG_STRING, &o->features,
       N_ ("The same, by the name in the authors' code"), N_ ("N")},
      {"multipliers", 0, 0, G_OPTION_ARG_STRING, &o->multipliers,
       N_ ("Factors of the channels at each halving of the size (1,2,2; 1,2,2,4 above 32 pixels)"),
       N_ ("LIST")},
      {"blocks", 0, 0, G_OPTION_ARG_STRING, &o->blocks, N_ ("Residual blocks per level (1)"),
       N_ ("N")},
      {"attention", 0, 0, G_OPTION_ARG_STRING, &o->attention,
       N_ ("Heights with attention, or none (the smallest)"), N_ ("LIST")},
      {"precondition", 0, 0, G_OPTION_ARG_STRING, &o->precondition,
       N_ ("Preconditioning, from the network's output to a score: none, sigma or edm (edm)"),
       N_ ("KIND")},
      {"sigma-draw", 0, 0, G_OPTION_ARG_STRING, &o->sigma_draw,
       N_ ("Distribution of the noise levels in training: ladder or log-normal (log-normal)"),
       N_ ("KIND")},
      CLI_SCHEDULE_ENTRIES (o->schedule),
      {"description", 0, 0, G_OPTION_ARG_STRING, &o->description,
       N_ ("Description of the model for its users: data, licence"), N_ ("TEXT")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->threads,
       N_ ("Threads to use (as many as there are processors)"), N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return g_memdup2 (entries, sizeof entries);
}

void
cli_train_options_clear (CliTrainOptions *o)
{
  g_autofree GOptionEntry *entries = list_entries (o);
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    if (entry->arg != G_OPTION_ARG_NONE)
      g_clear_pointer ((char **)entry->arg_data, g_free);
  g_clear_pointer (&o->start_model, ncsn_model_free);
}

gboolean
cli_train_options_read (CliTrainOptions *o, GKeyFile *file, const char *const *only, GError **error)
{
  g_autofree GOptionEntry *entries = list_entries (o);
  return cli_option_file_read (file, CLI_TRAIN_GROUP, entries, only, error);
}

void
cli_train_options_write (CliTrainOptions *o, GKeyFile *file)
{
  static const char *const except[] = {"resume", "config", "save-config", NULL};
  g_autofree GOptionEntry *entries = list_entries (o);
  cli_option_file_write (file, CLI_TRAIN_GROUP, entries, except);
}

/* Whether two texts are the same number, or the same text. */
static gboolean
means_same (const char *a, const char *b)
{
  char *end_a, *end_b;
  const double number_a = g_ascii_strtod (a, &end_a), number_b = g_ascii_strtod (b, &end_b);
  const gboolean numbers = end_a != a && *end_a == '\0' && end_b != b && *end_b == '\0';
  return numbers ? number_a == number_b : g_str_equal (a, b);
}

gboolean
cli_train_options_check_resumed (CliTrainOptions *o, GKeyFile *kept, GError **error)
{
  static const char *const fixed[] = {
      "batch",     "seed",         "holes",      "loss",         "projections", "probe",
      "start",     "preset",       "network",    "features",     "multipliers", "blocks",
      "attention", "precondition", "sigma-draw", "unconditional"};
  g_autoptr (GKeyFile) given = g_key_file_new ();
  cli_train_options_write (o, given);
  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++) {
    g_autofree char *now = g_key_file_get_string (given, CLI_TRAIN_GROUP, fixed[i], NULL);
    g_autofree char *before = g_key_file_get_string (kept, CLI_TRAIN_GROUP, fixed[i], NULL);
    if (now == NULL || (before != NULL && means_same (now, before)))
      continue;
    if (before != NULL)
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
          _ ("--%s cannot change to %s, because the training began with %s; leave it out, or "
             "begin a new training with another --output."),
          fixed[i], now, before);
    else
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
          _ ("--%s cannot be added, because the training began without it; leave it out, or "
             "begin a new training with another --output."),
          fixed[i]);
    return FALSE;
  }
  return TRUE;
}

static gboolean
load_config (CliTrainOptions *o, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  gsize size;
  g_autofree char *text = ncsn_file_read (o->config, MAX_CONFIG, &size, error);
  return text != NULL && g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, error) &&
         cli_train_options_read (o, file, NULL, error);
}

static gboolean
read_config (CliTrainOptions *o, GError **error)
{
  if (o->config == NULL || load_config (o, error))
    return TRUE;
  g_prefix_error (error, _ ("--config %s: "), o->config);
  return FALSE;
}

/* Names the model like the data if --output is not given. */
static gboolean
name_output (CliTrainOptions *o, GError **error)
{
  if (o->output == NULL && !cli_require ("data", o->data, error))
    return FALSE;
  if (o->output == NULL) {
    g_autofree char *path = g_canonicalize_filename (o->data, NULL);
    g_autofree char *name = g_path_get_basename (path);
    if (g_str_has_suffix (name, ".gz"))
      name[strlen (name) - 3] = '\0';
    o->output = g_strconcat (name, CLI_MODEL_SUFFIX, NULL);
  }
  return cli_check_model_name (o->output, error);
}

gboolean
cli_train_options_parse (int argc, char **argv, CliTrainOptions *o)
{
  g_autofree GOptionEntry *entries = list_entries (o);
  g_autoptr (GError) error = NULL;
  if (!cli_parse_options (
          argc, argv, entries, NULL,
          _ ("Trains a model on pictures: score matching at many noise levels."),
          _ ("Options that are not given are chosen to suit the pictures and the time, and "
             "printed.\n\n"
             "Beside MODEL.safetensors it writes MODEL.checkpoint, MODEL.csv (the loss),\n"
             "MODEL.held-out.csv (the loss on held-out pictures), MODEL.loss.png (both) and\n"
             "MODEL.png (samples). Ctrl+C saves the state and stops; the same command with\n"
             "--resume continues.\n\n"
             "--sigma-begin, --levels and --epsilon may each be auto, which computes them from\n"
             "the pictures; “ncsn schedule” prints them beforehand.\n\n"
             "Examples:\n"
             "  ncsn train --data textures --time 2h\n"
             "  ncsn train --data photos --size 64 --flip --time 3h --output photos.safetensors\n"
             "  ncsn train --data photos --patches 64 --flip --time 9h --output any.safetensors\n"
             "  ncsn train --preset ncsn-mnist --ngf 16 --data mnist --time 2h --output "
             "strokes.safetensors\n"
             "  ncsn train --start photo.safetensors --data holidays --time 1h\n"
             "  ncsn train --config textures.conf --rate 1e-3"),
          NULL))
    return FALSE;
  if (read_config (o, &error) && name_output (o, &error))
    return TRUE;
  cli_usage (argv[0], "%s", error->message);
  return FALSE;
}
