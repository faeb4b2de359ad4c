/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses first the pictures, then the noise levels, then a network that fits into the time. */
#include "train-auto.h"

#include <glib/gi18n.h>

#include "cli/common/auto-ladder.h"
#include "cli/common/data.h"
#include "image/idx.h"
#include "train-pace.h"

/* Pictures up to this side are learnt whole. */
#define MAX_SIDE 96
#define SIDE_MULTIPLE 4

#define PATCH 64
#define SMALL_PATCH 32
#define SHORT_TIME 300.0 /* seconds; less is too short for the larger patches */

/* From this side on, the network has a fourth level, with attention at an eighth of the height. */
#define FOUR_LEVELS_SIDE 33
#define FOUR_LEVELS_MULTIPLE 8

/* The distance between patches grows with their size, but EDM's largest level, 80 with pixels in
 * [-1, 1], suffices for pictures of any size (Karras et al. 2022, table 1). */
#define PATCH_SIGMA 40.0
#define PATCHES_TO_COMPARE 500

static gboolean
is_authors (const CliTrainSettings *settings)
{
  return settings->preset != NULL;
}

/* Pictures too small for the smaller patches must be learnt whole. */
static gboolean
is_small (const NcsnImage *picture)
{
  const gboolean suits =
      picture->width % SIDE_MULTIPLE == 0 && picture->height % SIDE_MULTIPLE == 0;
  return MAX (picture->width, picture->height) <= MAX_SIDE &&
         (suits || MIN (picture->width, picture->height) < SMALL_PATCH);
}

static gboolean
choose_patches (CliTrainOptions *o, CliTrainSettings *settings, const NcsnImage *first,
                GString *choices, GError **error)
{
  const double seconds = settings->train.seconds;
  const gboolean hurried = seconds > 0 && seconds < SHORT_TIME;
  const gboolean small = MIN (first->width, first->height) < PATCH;
  const guint side = hurried || small ? SMALL_PATCH : PATCH;
  g_string_append_printf (
      choices,
      hurried ? _ ("Chosen: squares of %u pixels from the pictures (--patches), which are not all "
                   "small and of one size; larger ones need more than five minutes.\n")
      : small ? _ ("Chosen: squares of %u pixels from the pictures (--patches), which are not all "
                   "small and of one size; larger ones do not fit in all of them.\n")
              : _ ("Chosen: squares of %u pixels from the pictures (--patches), which are not all "
                   "small and of one size.\n"),
      side);
  o->patches = CLI_NUMBER (side);
  return cli_train_settings_understand (o, settings, error);
}

/* Whether something else decides between whole pictures and patches: options, a preset, an IDX file
 * or a checkpoint. */
static gboolean
is_settled (const CliTrainOptions *o, const CliTrainSettings *settings)
{
  g_autofree char *idx = ncsn_idx_find_images (o->data);
  return is_authors (settings) || o->resume || o->size.given || o->patches.given || idx != NULL;
}

NcsnDataset *
cli_train_auto_load (CliTrainOptions *o, CliTrainSettings *settings, NcsnImageLoader *loader,
                     GString *choices, GError **error)
{
  g_autoptr (NcsnImage) first =
      is_settled (o, settings) ? NULL : ncsn_dataset_first_picture (o->data, loader);
  g_autoptr (GError) local = NULL;
  if (first != NULL && (!is_small (first) || o->scale.given) &&
      !choose_patches (o, settings, first, choices, error))
    return NULL;
  if (o->scale.given && !o->patches.given) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--scale is for --patches; resize whole pictures with --size."));
    return NULL;
  }
  NcsnDataset *dataset = cli_load_data (o->data, settings->data, loader, &local);
  if (first != NULL && !o->patches.given &&
      g_error_matches (local, NCSN_ERROR, NCSN_ERROR_MISMATCH)) {
    g_clear_error (&local);
    if (!choose_patches (o, settings, first, choices, error))
      return NULL;
    dataset = cli_load_data (o->data, settings->data, loader, &local);
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return dataset;
}

/* The largest distance between two of PATCHES_TO_COMPARE patches. */
static gboolean
patch_distance (const NcsnDataset *dataset, guint64 seed, NcsnThreads *threads, double *distance,
                GError **error)
{
  const gsize size = (gsize)dataset->width * dataset->height * dataset->channels;
  g_autofree float *patches = g_new (float, PATCHES_TO_COMPARE *size);
  if (!ncsn_dataset_batch (seed, 0, 0, PATCHES_TO_COMPARE, patches, NULL, (gpointer)dataset, error))
    return FALSE;
  *distance = ncsn_largest_distance (patches, PATCHES_TO_COMPARE, size, threads);
  return TRUE;
}

/* Chooses σ_1 by the distance between pictures; keeps the default if they do not differ. */
static gboolean
choose_sigma (CliTrainOptions *o, const CliTrainSettings *settings, const NcsnDataset *dataset,
              NcsnThreads *threads, GString *choices, GError **error)
{
  const guint64 seed = settings->train.seed;
  const gboolean patches = settings->data.patch_width > 0;
  double distance;
  if (patches && !patch_distance (dataset, seed, threads, &distance, error))
    return FALSE;
  if (!patches && !cli_largest_distance (dataset, CLI_SUBSAMPLE, seed, threads, &distance, NULL))
    return TRUE;
  if (distance <= 0)
    return TRUE;
  distance = cli_round_sigma (distance);
  const double sigma = patches ? MIN (distance, PATCH_SIGMA) : distance;
  g_string_append_printf (
      choices,
      !patches ? _ ("Chosen: noise from σ %.4g on (--sigma-begin), because of %u pictures the two "
                    "most different are %.4g apart.\n")
      : sigma < distance
          ? _ ("Chosen: noise from σ %.4g on (--sigma-begin), because of %u patches the two most "
               "different are %.4g apart, and more is not needed.\n")
          : _ ("Chosen: noise from σ %.4g on (--sigma-begin), because of %u patches the two most "
               "different are %.4g apart.\n"),
      sigma, patches ? PATCHES_TO_COMPARE : cli_subsample_count (dataset, CLI_SUBSAMPLE), distance);
  o->schedule.numbers[NCSN_NUMBER_SIGMA_BEGIN] = CLI_NUMBER (sigma);
  return TRUE;
}

static gboolean
choose_levels (CliTrainOptions *o, const CliTrainSettings *settings, const NcsnDataset *dataset,
               NcsnThreads *threads, GString *choices, GError **error)
{
  const CliNumber *sigma = &o->schedule.numbers[NCSN_NUMBER_SIGMA_BEGIN];
  CliNumber *levels = &o->schedule.numbers[NCSN_NUMBER_LEVELS];
  if (!sigma->given && !choose_sigma (o, settings, dataset, threads, choices, error))
    return FALSE;
  if (sigma->given && !levels->given)
    levels->given = levels->automatic = TRUE;
  return TRUE;
}

static void
choose_structure (CliTrainOptions *o, const NcsnDataset *dataset)
{
  if (o->multipliers.given || o->attention.given ||
      MIN (dataset->width, dataset->height) < FOUR_LEVELS_SIDE ||
      dataset->width % FOUR_LEVELS_MULTIPLE != 0 || dataset->height % FOUR_LEVELS_MULTIPLE != 0)
    return;
  o->multipliers = (CliList){TRUE, 4, {1, 2, 2, 4}};
  o->attention = (CliList){TRUE, 1, {dataset->height / FOUR_LEVELS_MULTIPLE}};
}

gboolean
cli_train_auto_network (CliTrainOptions *o, const CliTrainSettings *settings, NcsnDataset *dataset,
                        NcsnThreads *threads, GString *choices, GError **error)
{
  const gboolean open = !is_authors (settings);
  if (open)
    choose_structure (o, dataset);
  return (!open || choose_levels (o, settings, dataset, threads, choices, error)) &&
         cli_auto_ladder_prepare (&o->schedule, dataset, settings->train.seed, threads, error) &&
         (!open || cli_train_pace_choose (o, settings, dataset, threads, choices, error));
}
