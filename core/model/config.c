/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model looks like: a configuration to start from, and the limits of sense. */
#include "ncsn/model.h"

#include <math.h>
#include "ncsn/error.h"

#define MIN_SIDE 4
#define MAX_SIDE 1024
#define MAX_FEATURES 1024
#define MAX_MULTIPLIER 16
#define MAX_CHANNELS 4096 /* features × multiplier */
#define MAX_BLOCKS 16
#define MAX_ATTENTION_PIXELS 4096 /* attention holds the square of this many numbers a picture */
#define USUAL_LEVELS 3
#define MIN_LOWEST_SIDE 2 /* the variance of a single pixel is 0: nothing to normalise by */

void
ncsn_model_config_init (NcsnModelConfig *config, guint width, guint height, guint channels)
{
  *config = (NcsnModelConfig){
      .network = NCSN_NETWORK_UNET,
      .width = width,
      .height = height,
      .channels = channels,
      .features = 32,
      .n_multipliers = 1,
      .multipliers = {1},
      .blocks = 1,
      .precondition = NCSN_PRECONDITION_EDM,
      .data_mean = 0.5,
      .data_sigma = 0.25,
      .schedule = {.sigma_end = 0.02, .levels = 100, .steps = 2, .denoise = TRUE},
  };

  /* Distances between pictures grow as the root of how many numbers a picture has; σ_1 must be of
   * their size (Song & Ermon 2020, technique 1). Half of the usual distance between two digits, 10,
   * was seen to be enough. */
  config->schedule.sigma_begin = 5.0 * sqrt ((double)width * height * channels / (28 * 28));
  ncsn_schedule_suit_epsilon (&config->schedule);

  /* Levels are added while halving keeps whole pixels and enough of them to convolve. */
  guint low_width = width, low_height = height;
  while ((config->n_multipliers < USUAL_LEVELS || low_width * low_height > MAX_ATTENTION_PIXELS) &&
         config->n_multipliers < NCSN_MAX_LEVELS_UNET && low_width % 2 == 0 &&
         low_height % 2 == 0 && MIN (low_width, low_height) >= 2 * MIN_SIDE) {
    config->multipliers[config->n_multipliers++] = 2;
    low_width /= 2;
    low_height /= 2;
  }
  config->n_attention = 1;
  config->attention[0] = low_height;
}

static gboolean
check_range (const char *what, guint value, guint min, guint max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "%s must be from %u to %u, not %u.", what,
               min, max, value);
  return FALSE;
}

static gboolean
check_picture (const NcsnModelConfig *config, GError **error)
{
  if (!check_range ("The width", config->width, MIN_SIDE, MAX_SIDE, error) ||
      !check_range ("The height", config->height, MIN_SIDE, MAX_SIDE, error) ||
      !check_range ("The number of classes", config->n_classes, 0, NCSN_MAX_CLASSES, error))
    return FALSE;
  if (config->channels == 1 || config->channels == 3)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               "The pictures must have 1 channel (gray) or 3 (colour), not %u.", config->channels);
  return FALSE;
}

static gboolean
check_levels (const NcsnModelConfig *config, GError **error)
{
  if (!check_range ("The number of multipliers (levels of the network)", config->n_multipliers, 1,
                    NCSN_MAX_LEVELS_UNET, error) ||
      !check_range ("The number of features", config->features, 1, MAX_FEATURES, error) ||
      !check_range ("The number of blocks a level", config->blocks, 1, MAX_BLOCKS, error))
    return FALSE;
  for (guint i = 0; i < config->n_multipliers; i++)
    if (!check_range ("A multiplier", config->multipliers[i], 1, MAX_MULTIPLIER, error) ||
        !check_range ("Features times multiplier", config->features * config->multipliers[i], 1,
                      MAX_CHANNELS, error))
      return FALSE;

  guint shrink = 1u << (config->n_multipliers - 1);
  guint low_width = config->width / shrink, low_height = config->height / shrink;
  if (config->width % shrink != 0 || config->height % shrink != 0 ||
      MIN (low_width, low_height) < MIN_LOWEST_SIDE) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "A network of %u levels needs a width and a height that can be halved %u times "
                 "down to no less than %u pixels, which %u×%u cannot.",
                 config->n_multipliers, config->n_multipliers - 1, MIN_LOWEST_SIDE, config->width,
                 config->height);
    return FALSE;
  }
  /* The middle of the network always has attention. */
  if (low_width * low_height > MAX_ATTENTION_PIXELS) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The lowest level of the network has %u×%u pixels, but at most %u are possible: "
                 "choose more levels, or a size that can be halved more often.",
                 low_width, low_height, MAX_ATTENTION_PIXELS);
    return FALSE;
  }
  return TRUE;
}

/* Whether some level is `height` pixels high and small enough for attention. */
static gboolean
can_attend (const NcsnModelConfig *config, guint height)
{
  for (guint i = 0; i < config->n_multipliers; i++)
    if (config->height >> i == height)
      return (config->width >> i) * height <= MAX_ATTENTION_PIXELS;
  return FALSE;
}

static gboolean
check_attention (const NcsnModelConfig *config, GError **error)
{
  if (!check_range ("The number of levels with attention", config->n_attention, 0,
                    config->n_multipliers, error))
    return FALSE;
  for (guint i = 0; i < config->n_attention; i++) {
    guint height = config->attention[i];
    gboolean usable = can_attend (config, height);
    for (guint j = 0; j < i; j++)
      usable = usable && config->attention[j] != height;
    if (!usable) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   "Attention at height %u is not possible: each height must be that of a "
                   "different level, of at most %u pixels.",
                   height, MAX_ATTENTION_PIXELS);
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
                 "The mean of the data must be a number from -100 to 100, not %g.",
                 config->data_mean);
    return FALSE;
  }
  if (!(config->data_sigma >= 1e-6 && config->data_sigma <= 100)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The standard deviation of the data must be from 0.000001 to 100, not %g.",
                 config->data_sigma);
    return FALSE;
  }
  return TRUE;
}

gboolean
ncsn_model_config_check (const NcsnModelConfig *config, GError **error)
{
  if ((guint)config->precondition > NCSN_PRECONDITION_EDM) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The preconditioning must be “none”, “sigma” or “edm”.");
    return FALSE;
  }
  return check_picture (config, error) && check_levels (config, error) &&
         check_attention (config, error) && check_statistics (config, error) &&
         ncsn_schedule_check (&config->schedule, error);
}
