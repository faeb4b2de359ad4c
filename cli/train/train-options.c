/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the options of ncsn train, and where their values come from. */
#include "train-options.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/output.h"
#include "cli/common/values.h"
#include "image/training-files.h"
#include "option-file.h"

#define MAX_CONFIG (1 << 20) /* bytes */

/* The row of a sampler's number. */
#define NUMBER(n)                                                                                  \
  {ncsn_number_info (n)->name, 0, ncsn_number_info (n)->help, ncsn_number_info (n)->symbol,        \
   CLI_SAMPLER (&o->schedule.numbers[n], n)}

#define CHOICE_OF_ALL(value, names) CLI_CHOICE (value, names, g_strv_length ((char **)(names)))

/* The one list of all options. Free with g_free (). */
static CliOption *
list_options (CliTrainOptions *o)
{
  const CliOption options[] = {
      {"data", 'd', N_ ("Folder of pictures (sub-folders are classes) or IDX file to learn from"),
       N_ ("PATH"), CLI_FILE_NAME (&o->data)},
      {"output", 'o',
       N_ ("Model file to write, ending in .safetensors (named like the data, in this folder)"),
       N_ ("FILE"), CLI_FILE_NAME (&o->output)},
      {"config", 0,
       N_ ("Take options from this file: a group [train] with lines such as rate=1e-3, named as "
           "here; options on the command line override them"),
       N_ ("FILE"), CLI_FILE_NAME (&o->config)},
      {"save-config", 0, N_ ("Write all settings, given or chosen, to such a file"), N_ ("FILE"),
       CLI_FILE_NAME (&o->save_config)},
      {"size", 's', N_ ("Crop and resize the pictures to this size, such as 64 or 64x48"),
       N_ ("SIZE"), CLI_SIZE (&o->size)},
      {"patches", 0,
       N_ ("Learn from squares of this side, cut from the pictures at random: for a model that "
           "draws pictures of any size (64, unless all pictures are small and of one size)"),
       N_ ("N"), CLI_WHOLE (&o->patches, 1, G_MAXINT)},
      {"scale", 0,
       N_ ("Scale of the pictures that patches are cut from, drawn at random for each patch: a "
           "range such as 0.5..1, where 1 is their own scale, or one number (1)"),
       N_ ("MIN..MAX"), CLI_SCALE (&o->scale)},
      {"hold-out", 0,
       N_ ("Share of the pictures to hold out, to measure the loss on (0.05; 0 for IDX files)"),
       N_ ("SHARE"), CLI_SHARE (&o->hold_out)},
      {"time", 't',
       N_ ("Stop after this time, such as 90m or 2h (1h unless --iterations is given)"),
       N_ ("TIME"), CLI_TIME (&o->time)},
      {"iterations", 'n', N_ ("Stop after this number of steps"), N_ ("N"),
       CLI_WHOLE (&o->iterations, 1, G_MAXUINT32)},
      {"seed", 0, N_ ("Seed of all random numbers (0)"), N_ ("N"),
       CLI_WHOLE (&o->seed, 0, G_MAXUINT32)},
      {"flip", 0, N_ ("Mirror half of the pictures: for subjects without left and right"), NULL,
       CLI_FLAG (&o->flip)},
      {"turn", 0, N_ ("Rotate pictures by right angles: for subjects without top and bottom"), NULL,
       CLI_FLAG (&o->turn)},
      {"holes", 0,
       N_ ("Also learn to fill holes from the pixels around them: for a model that repairs "
           "pictures"),
       NULL, CLI_FLAG (&o->holes)},
      {"coarse", 0,
       N_ ("Also learn from pictures 4 times smaller, and to see them: for a model of patches that "
           "draws what is larger than a patch (pictures from 4 × N pixels)"),
       NULL, CLI_FLAG (&o->coarse)},
      {"class-per-picture", 0,
       N_ ("Make each picture a class: for surfaces that should not mix; the name of a sub-folder "
           "then stands for any of its pictures"),
       NULL, CLI_FLAG (&o->class_per_picture)},
      {"guidable", 0,
       N_ ("Also learn from a tenth of the pictures without their class, for --guidance of ncsn "
           "sample"),
       NULL, CLI_FLAG (&o->guidable)},
      {"unconditional", 0, N_ ("Ignore the classes of the pictures"), NULL,
       CLI_FLAG (&o->unconditional)},
      {"resume", 0,
       N_ ("Continue exactly where the checkpoint stopped; only limits, the schedule, --rate, "
           "--warmup, --ema and --clip may change, and --data may be left out"),
       NULL, CLI_FLAG (&o->resume)},
      {"checkpoint", 0,
       N_ ("File for the state of the training (beside the model, ending in .checkpoint)"),
       N_ ("FILE"), CLI_FILE_NAME (&o->checkpoint)},
      {"checkpoint-interval", 0,
       N_ ("How often to save it: a time, or a number of iterations (5m)"), N_ ("TIME|N"),
       CLI_INTERVAL (&o->checkpoint_interval)},
      {"sample-interval", 0,
       N_ ("How often to draw samples into a PNG beside the model; 0: never (10m)"), N_ ("TIME|N"),
       CLI_INTERVAL (&o->sample_interval)},
      {"batch", 0,
       N_ ("Pictures per step (the largest of 64, 32 and 16 with 4,000 steps in the time)"),
       N_ ("N"), CLI_WHOLE (&o->batch, 1, 4096)},
      {"rate", 0,
       N_ ("Learning rate, which decreases to 0 towards the end (6e-3; 2e-3 with adam "
           "or for consistency)"),
       N_ ("R"), CLI_REAL (&o->rate)},
      {"optimizer", 0,
       N_ ("How weights change: adam or muon (muon; adam for the authors' networks and for sliced "
           "score matching)"),
       NULL, CHOICE_OF_ALL (&o->optimizer, ncsn_optimizer_names ())},
      {"warmup", 0, N_ ("Steps over which the rate rises at the beginning"), N_ ("N"),
       CLI_WHOLE (&o->warmup, 0, G_MAXINT)},
      {"ema", 0, N_ ("Decay of the moving average of the weights (0.999; 0.9993 for consistency)"),
       N_ ("M"), CLI_REAL (&o->ema)},
      {"clip", 0, N_ ("Largest norm of the gradient; 0: no limit (1)"), N_ ("C"),
       CLI_REAL (&o->clip)},
      {"loss", 0,
       N_ ("Objective: dsm (denoising), ssm (sliced score matching), ssm-vr (its variance-reduced "
           "form) or, with --start, consistency: for a model that draws in one or two "
           "evaluations (dsm)"),
       NULL, CLI_CHOICE (&o->loss, ncsn_loss_names (), NCSN_LOSS_ESM)},
      {"objective", 0, N_ ("The same"), N_ ("KIND"),
       CLI_CHOICE (&o->loss, ncsn_loss_names (), NCSN_LOSS_ESM)},
      {"projections", 0, N_ ("Projections per picture, for sliced score matching (1)"), N_ ("N"),
       CLI_WHOLE (&o->projections, 1, 1024)},
      {"probe", 0, N_ ("Distribution of the projections: gaussian or rademacher (gaussian)"), NULL,
       CHOICE_OF_ALL (&o->probe, ncsn_probe_names ())},
      {"noise", 0,
       N_ ("Noise to learn: white, or camera, which is white in half of the pictures and in the "
           "others that of a camera, from its sensor to JPEG: for a model that takes noise off "
           "photographs (white)"),
       NULL, CHOICE_OF_ALL (&o->noise, ncsn_noise_names ())},
      {"start", 0,
       N_ ("Begin with the network and the weights of this model (a name or a path) of similar "
           "pictures, instead of random weights"),
       N_ ("MODEL"), CLI_FILE_NAME (&o->start)},
      {"preset", 0,
       N_ ("The authors' network and settings: ncsn-mnist, ncsn-celeba, ncsn-cifar10, "
           "ncsnv2-cifar10 or ncsnv2-celeba; other options override them"),
       N_ ("NAME"), CLI_TEXT (&o->preset)},
      {"network", 0,
       N_ ("unet, or one of the authors' networks for the pictures' own size: ncsn, ncsnv2 (unet)"),
       NULL, CLI_CHOICE (&o->network, ncsn_network_names (), NCSN_NETWORK_MLP)},
      {"features", 0,
       N_ ("Channels of the network at full size (as many as the time allows; 32 without --time, "
           "128 for ncsn and ncsnv2)"),
       N_ ("N"), CLI_WHOLE (&o->features, 1, 4096)},
      {"ngf", 0, N_ ("The same, by the name in the authors' code"), N_ ("N"),
       CLI_WHOLE (&o->features, 1, 4096)},
      {"multipliers", 0,
       N_ ("Factors of the channels at each halving of the size (1,2,2; 1,2,2,4 above 32 pixels)"),
       N_ ("LIST"), CLI_LIST (&o->multipliers)},
      {"blocks", 0, N_ ("Residual blocks per level (1)"), N_ ("N"), CLI_WHOLE (&o->blocks, 1, 64)},
      {"attention", 0, N_ ("Heights with attention, or none (the smallest)"), N_ ("LIST"),
       CLI_LIST (&o->attention)},
      {"precondition", 0,
       N_ ("Preconditioning, from the network's output to a score: none, sigma or edm (edm)"), NULL,
       CHOICE_OF_ALL (&o->precondition, ncsn_precondition_names ())},
      {"sigma-draw", 0,
       N_ ("Distribution of the noise levels in training: ladder or log-normal (log-normal)"), NULL,
       CHOICE_OF_ALL (&o->sigma_draw, ncsn_sigma_draw_names ())},
      NUMBER (NCSN_NUMBER_SIGMA_BEGIN),
      NUMBER (NCSN_NUMBER_SIGMA_END),
      NUMBER (NCSN_NUMBER_LEVELS),
      NUMBER (NCSN_NUMBER_STEPS),
      NUMBER (NCSN_NUMBER_EPSILON),
      {"denoise", 0, CLI_DENOISE_HELP, NULL, CLI_FLAG (&o->schedule.denoise)},
      {"no-denoise", 0, CLI_NO_DENOISE_HELP, NULL, CLI_FLAG (&o->schedule.no_denoise)},
      {"description", 0, N_ ("Description of the model for its users: data, licence"), N_ ("TEXT"),
       CLI_TEXT (&o->description)},
      {"threads", 0, N_ ("Threads to use (as many as there are processors)"), N_ ("N"),
       CLI_WHOLE (&o->threads, 1, 1024)},
      {.name = NULL}};
  return g_memdup2 (options, sizeof options);
}

void
cli_train_options_clear (CliTrainOptions *o)
{
  g_autofree CliOption *options = list_options (o);
  cli_options_clear (options);
  g_clear_pointer (&o->start_model, ncsn_model_free);
}

gboolean
cli_train_options_read (CliTrainOptions *o, GKeyFile *file, const char *const *only, GError **error)
{
  g_autofree CliOption *options = list_options (o);
  return cli_option_file_read (file, CLI_TRAIN_GROUP, options, only, error);
}

void
cli_train_options_write (CliTrainOptions *o, GKeyFile *file)
{
  static const char *const except[] = {"resume", "config", "save-config", NULL};
  g_autofree CliOption *options = list_options (o);
  cli_option_file_write (file, CLI_TRAIN_GROUP, options, except);
}

/* Files of versions before there was a choice have a rate for Adam. */
static void
assume_adam (CliTrainOptions *o, GKeyFile *file)
{
  if (!o->optimizer.given && g_key_file_has_key (file, CLI_TRAIN_GROUP, "rate", NULL) &&
      g_key_file_has_key (file, CLI_TRAIN_GROUP, "ema", NULL) &&
      !g_key_file_has_key (file, CLI_TRAIN_GROUP, "optimizer", NULL))
    o->optimizer = CLI_NUMBER (NCSN_OPTIMIZER_ADAM);
}

gboolean
cli_train_options_check_resumed (CliTrainOptions *o, GKeyFile *kept, GError **error)
{
  static const char *const fixed[] = {
      "batch",        "seed",       "holes",       "coarse",        "loss",
      "projections",  "probe",      "noise",       "start",         "preset",
      "network",      "features",   "multipliers", "blocks",        "attention",
      "precondition", "sigma-draw", "optimizer",   "unconditional", "class-per-picture",
      "guidable",     NULL};
  g_auto (CliTrainOptions) began = {0};
  g_autoptr (GKeyFile) old = g_key_file_new (), new = g_key_file_new ();
  if (!cli_train_options_read (&began, kept, fixed, error))
    return FALSE;
  assume_adam (&began, kept);
  cli_train_options_write (&began, old);
  cli_train_options_write (o, new);
  for (const char *const *name = fixed; *name != NULL; name++) {
    g_autofree char *now = g_key_file_get_string (new, CLI_TRAIN_GROUP, *name, NULL);
    g_autofree char *before = g_key_file_get_string (old, CLI_TRAIN_GROUP, *name, NULL);
    if (now == NULL || g_strcmp0 (now, before) == 0)
      continue;
    if (before != NULL)
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
          _ ("--%s cannot change to %s, because the training began with %s; leave it out, or "
             "begin a new training with another --output."),
          *name, now, before);
    else
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
          _ ("--%s cannot be added, because the training began without it; leave it out, or "
             "begin a new training with another --output."),
          *name);
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
  if (text == NULL || !g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, error) ||
      !cli_train_options_read (o, file, NULL, error))
    return FALSE;
  assume_adam (o, file);
  return TRUE;
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
    o->output = g_strconcat (name, NCSN_TRAINING_MODEL, NULL);
  }
  return cli_check_model_name (o->output, error);
}

gboolean
cli_train_options_parse (int argc, char **argv, CliTrainOptions *o)
{
  g_autofree CliOption *options = list_options (o);
  g_autoptr (GError) error = NULL;
  if (!cli_options_parse (
          options, argc, argv,
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
             "  ncsn train --config textures.conf --rate 1e-3")))
    return FALSE;
  if (read_config (o, &error) && name_output (o, &error))
    return TRUE;
  cli_usage (argv[0], "%s", error->message);
  return FALSE;
}
