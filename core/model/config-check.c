/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of a configuration: the range of every number, and what the networks require. */
#include "model/config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include "ncsn/error.h"

#define MAX_SIDE 1024
#define MIN_BASE_CHANNELS 2 /* normalisation is over channels, too */
#define MAX_BASE_CHANNELS 1024
#define MAX_DIMENSION 64 /* of points */
#define MAX_MULTIPLIER 16
#define MAX_CHANNELS 4096 /* base_channels × multiplier */
#define MAX_BLOCKS 16
#define MIN_LOWEST_SIDE 2 /* a single pixel has the variance 0, which normalisation divides by */

static gboolean
check_range (const char *what, guint value, guint min, guint max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("%s must be from %u to %u, not %u."),
               what, min, max, value);
  return FALSE;
}

static gboolean
check_picture (const NcsnModelConfig *config, GError **error)
{
  if (!check_range (_ ("The width"), config->width, NCSN_MIN_SIDE, MAX_SIDE, error) ||
      !check_range (_ ("The height"), config->height, NCSN_MIN_SIDE, MAX_SIDE, error) ||
      !check_range (_ ("The number of classes"), config->n_classes, 0, NCSN_MAX_CLASSES, error))
    return FALSE;
  if (config->channels == 1 || config->channels == 3)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The pictures must have 1 channel (gray) or 3 (colour), not %u."),
               config->channels);
  return FALSE;
}

static gboolean
check_levels (const NcsnModelConfig *config, GError **error)
{
  if (!check_range (_ ("The number of multipliers (levels of the network)"), config->n_multipliers,
                    1, NCSN_MAX_LEVELS_UNET, error) ||
      !check_range (_ ("The number of blocks a level"), config->blocks, 1, MAX_BLOCKS, error))
    return FALSE;
  for (guint i = 0; i < config->n_multipliers; i++)
    if (!check_range (_ ("A multiplier"), config->multipliers[i], 1, MAX_MULTIPLIER, error) ||
        !check_range (_ ("Features times multiplier"),
                      config->base_channels * config->multipliers[i], 1, MAX_CHANNELS, error))
      return FALSE;

  guint shrink = 1u << (config->n_multipliers - 1);
  guint low_width = config->width / shrink, low_height = config->height / shrink;
  if (config->width % shrink != 0 || config->height % shrink != 0 ||
      MIN (low_width, low_height) < MIN_LOWEST_SIDE) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("A network of %u levels needs a width and a height that can be halved %u times "
                    "to at least %u pixels; %u×%u cannot."),
                 config->n_multipliers, config->n_multipliers - 1, MIN_LOWEST_SIDE, config->width,
                 config->height);
    return FALSE;
  }
  /* The lowest level always has attention. */
  if (low_width * low_height > NCSN_MAX_ATTENTION_PIXELS) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The lowest level of the network has %u×%u pixels, but at most %u are possible: "
           "choose more levels, or a size that can be halved more often."),
        low_width, low_height, NCSN_MAX_ATTENTION_PIXELS);
    return FALSE;
  }
  return TRUE;
}

/* Whether a level is `height` pixels high and small enough for attention. */
static gboolean
can_attend (const NcsnModelConfig *config, guint height)
{
  for (guint i = 0; i < config->n_multipliers; i++)
    if (config->height >> i == height)
      return (config->width >> i) * height <= NCSN_MAX_ATTENTION_PIXELS;
  return FALSE;
}

static gboolean
check_attention (const NcsnModelConfig *config, GError **error)
{
  if (!check_range (_ ("The number of levels with attention"), config->n_attention, 0,
                    config->n_multipliers, error))
    return FALSE;
  for (guint i = 0; i < config->n_attention; i++) {
    guint height = config->attention[i];
    gboolean usable = can_attend (config, height);
    for (guint j = 0; j < i; j++)
      usable = usable && config->attention[j] != height;
    if (!usable) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   _ ("Attention at height %u is not possible: each height must be that of a "
                      "different level, of at most %u pixels."),
                   height, NCSN_MAX_ATTENTION_PIXELS);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_statistics (const NcsnModelConfig *config, GError **error)
{
  if (!(fabs (config->data_mean) <= 100)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The mean of the data must be a number from -100 to 100, not %g."),
                 config->data_mean);
    return FALSE;
  }
  if (!(config->data_sigma >= 1e-6 && config->data_sigma <= 100)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The standard deviation of the data must be from 0.000001 to 100, not %g."),
                 config->data_sigma);
    return FALSE;
  }
  return TRUE;
}

/* Checks the numbers of the U-Net, which must be 0 for other networks. */
static gboolean
check_structure (const NcsnModelConfig *config, GError **error)
{
  if (config->network == NCSN_NETWORK_UNET)
    return check_levels (config, error) && check_attention (config, error);
  if (config->n_multipliers == 0 && config->blocks == 0 && config->n_attention == 0 &&
      config->n_classes == 0 && !config->holes && !config->noise_map && !config->coarse)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Multipliers, blocks, attention, classes, holes, noise maps and coarse views "
                  "belong to the "
                  "network “%s”; “%s” has none of them."),
               ncsn_network_names ()[NCSN_NETWORK_UNET], ncsn_network_names ()[config->network]);
  return FALSE;
}

static gboolean
check_coarse (const NcsnModelConfig *config, GError **error)
{
  if (!config->coarse || config->patches)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("Only models of patches have a coarse view: leave it out, or choose "
                          "patches."));
  return FALSE;
}

static gboolean
check_guidable (const NcsnModelConfig *config, GError **error)
{
  if (!config->guidable || config->n_classes > 0)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("Only models with classes can be guidable: leave it out, or give the "
                          "pictures classes."));
  return FALSE;
}

static gboolean
check_ladder (const NcsnLadder *ladder, GError **error)
{
  NcsnSchedule schedule = {.sigma_begin = ladder->sigma_begin,
                           .sigma_end = ladder->sigma_end,
                           .levels = ladder->levels,
                           .steps = 1,
                           .epsilon = ladder->sigma_end * ladder->sigma_end};

  if (ncsn_schedule_check (&schedule, error))
    return TRUE;
  g_prefix_error (error, _ ("The network's own noise levels are impossible: "));
  return FALSE;
}

static gboolean
check_refinenet (const NcsnModelConfig *config, GError **error)
{
  NcsnPrecondition wanted =
      config->network == NCSN_NETWORK_NCSN ? NCSN_PRECONDITION_NONE : NCSN_PRECONDITION_SIGMA;

  if (config->precondition != wanted) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The network “%s” requires the preconditioning “%s”."),
                 ncsn_network_names ()[config->network], ncsn_precondition_names ()[wanted]);
    return FALSE;
  }
  if (config->width % 2 != 0 || config->height % 2 != 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The network “%s” needs an even width and height; the pictures have %u×%u "
                    "pixels."),
                 ncsn_network_names ()[config->network], config->width, config->height);
    return FALSE;
  }
  return check_ladder (&config->ladder, error);
}

static gboolean
check_points (const NcsnModelConfig *config, GError **error)
{
  if (config->width == 1 && config->height == 1 && config->channels >= 1 &&
      config->channels <= MAX_DIMENSION)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The network “%s” is for points of up to %d numbers, not for pictures."),
               ncsn_network_names ()[NCSN_NETWORK_MLP], MAX_DIMENSION);
  return FALSE;
}

/* Whether a choice has a name, that is: is a value of its enumeration. */
static gboolean
check_choice (const char *what, guint choice, const char *const *names, GError **error)
{
  if (choice < g_strv_length ((char **)names))
    return TRUE;
  g_autofree char *list = g_strjoinv (", ", (char **)names);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("%s must be one of: %s."), what, list);
  return FALSE;
}

gboolean
ncsn_model_config_check (const NcsnModelConfig *config, GError **error)
{
  gboolean points = config->network == NCSN_NETWORK_MLP;
  gboolean refinenet = ncsn_model_config_is_refinenet (config);

  return check_choice (_ ("The network"), config->network, ncsn_network_names (), error) &&
         check_choice (_ ("The preconditioning"), config->precondition, ncsn_precondition_names (),
                       error) &&
         (points ? check_points (config, error) : check_picture (config, error)) &&
         check_range (_ ("The number of features"), config->base_channels, MIN_BASE_CHANNELS,
                      MAX_BASE_CHANNELS, error) &&
         check_structure (config, error) && check_coarse (config, error) &&
         check_guidable (config, error) && check_statistics (config, error) &&
         (!refinenet || check_refinenet (config, error)) &&
         ncsn_schedule_check (&config->schedule, error) &&
         ncsn_schedule_check_chosen (&config->schedule, error);
}
