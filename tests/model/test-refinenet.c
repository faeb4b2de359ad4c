/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authors' networks: their number of parameters, their settings, and the position of a noise
 * level in their ladder. */
#undef G_DISABLE_ASSERT
#include "model/refinenet.h"

#include <math.h>
#include "container.h"
#include "model/model-private.h"
#include "ncsn/preset.h"

/* With n features and C channels: 1811 n² + 18 C n weights and 42 n + C biases of convolutions, and
 * γ, α, β of every normalised channel: of 113 n of them at each of L levels, or once of 27 n. */
static gsize
expected_parameters (NcsnNetwork network, gsize n, gsize channels, gsize levels)
{
  gsize convolutions = 1811 * n * n + 18 * channels * n + 42 * n + channels;

  return convolutions + 3 * (network == NCSN_NETWORK_NCSN ? 113 * n * levels : 27 * n);
}

static void
assert_parameters (const NcsnModelConfig *config, gsize expected)
{
  g_autoptr (NcsnParameters) parameters = ncsn_model_declare (config);
  gsize fixed = config->network == NCSN_NETWORK_NCSNV2 ? config->ladder.levels : 0;

  g_assert_cmpuint (ncsn_parameters_trained (parameters), ==, expected);
  g_assert_cmpuint (parameters->size, ==, expected + fixed);
}

static void
test_widths (void)
{
  static const guint widths[] = {2, 5, 12, 64}, levels[] = {1, 4, 232};

  for (guint i = 0; i < G_N_ELEMENTS (widths) * G_N_ELEMENTS (levels) * 4; i++) {
    guint n = widths[i / 4 / G_N_ELEMENTS (levels)], count = levels[i / 4 % G_N_ELEMENTS (levels)];
    NcsnNetwork network = i % 2 == 0 ? NCSN_NETWORK_NCSN : NCSN_NETWORK_NCSNV2;
    guint channels = i / 2 % 2 == 0 ? 1 : 3;
    NcsnModelConfig config;
    ncsn_model_config_init_refinenet (&config, network, 20, 24, channels, n,
                                      (NcsnLadder){1, count > 1 ? 0.1 : 1, count});
    assert_parameters (&config, expected_parameters (network, n, channels, count));
  }
}

/* The values in the authors' configuration files; their step_lr is half of ε. */
static const struct {
  NcsnPreset preset;
  double step_lr;
  gsize parameters; /* published as 29.7 million for NCSNv2 */
} published[] = {
    {{"ncsn-mnist",
      NCSN_NETWORK_NCSN,
      28,
      1,
      64,
      {1, 0.01, 10},
      100,
      0,
      FALSE,
      128,
      1e-3,
      200001,
      0,
      FALSE,
      TRUE},
     2e-5,
     7638657},
    {{"ncsn-celeba",
      NCSN_NETWORK_NCSN,
      32,
      3,
      128,
      {1, 0.01, 10},
      100,
      0,
      FALSE,
      128,
      1e-3,
      200001,
      0,
      TRUE,
      TRUE},
     2e-5,
     30117635},
    {{"ncsn-cifar10",
      NCSN_NETWORK_NCSN,
      32,
      3,
      128,
      {1, 0.01, 10},
      100,
      0,
      FALSE,
      128,
      1e-3,
      200001,
      0,
      TRUE,
      TRUE},
     2e-5,
     30117635},
    {{"ncsnv2-cifar10",
      NCSN_NETWORK_NCSNV2,
      32,
      3,
      128,
      {50, 0.01, 232},
      5,
      0,
      TRUE,
      128,
      1e-4,
      300000,
      0.999,
      TRUE,
      FALSE},
     6.2e-6,
     29694083},
    {{"ncsnv2-celeba",
      NCSN_NETWORK_NCSNV2,
      64,
      3,
      128,
      {90, 0.01, 500},
      5,
      0,
      TRUE,
      128,
      1e-4,
      210000,
      0.999,
      TRUE,
      FALSE},
     3.3e-6,
     29694083},
};

static void
assert_same_settings (const NcsnPreset *ours, const NcsnPreset *theirs)
{
  g_assert_cmpstr (ours->name, ==, theirs->name);
  g_assert_cmpint (ours->network, ==, theirs->network);
  g_assert_cmpuint (ours->side, ==, theirs->side);
  g_assert_cmpuint (ours->channels, ==, theirs->channels);
  g_assert_cmpuint (ours->base_channels, ==, theirs->base_channels);
  g_assert_cmpfloat (ours->ladder.sigma_begin, ==, theirs->ladder.sigma_begin);
  g_assert_cmpfloat (ours->ladder.sigma_end, ==, theirs->ladder.sigma_end);
  g_assert_cmpuint (ours->ladder.levels, ==, theirs->ladder.levels);
  g_assert_cmpuint (ours->steps, ==, theirs->steps);
  g_assert_cmpint (ours->denoise, ==, theirs->denoise);
  g_assert_cmpuint (ours->batch, ==, theirs->batch);
  g_assert_cmpfloat (ours->rate, ==, theirs->rate);
  g_assert_cmpuint (ours->iterations, ==, theirs->iterations);
  g_assert_cmpfloat (ours->ema, ==, theirs->ema);
  g_assert_cmpint (ours->flip, ==, theirs->flip);
  g_assert_cmpint (ours->dequantize, ==, theirs->dequantize);
}

static void
test_presets (void)
{
  const NcsnPreset *preset = ncsn_presets ();

  for (guint i = 0; i < G_N_ELEMENTS (published); i++, preset++) {
    const NcsnPreset *theirs = &published[i].preset;
    NcsnModelConfig config;
    g_autoptr (GError) error = NULL;
    assert_same_settings (preset, theirs);
    g_assert_true (ncsn_preset_find (theirs->name, NULL) == preset);
    g_assert_cmpfloat_with_epsilon (preset->epsilon, 2 * published[i].step_lr, 1e-18);
    ncsn_preset_model (preset, preset->side, preset->side, preset->channels, &config);
    g_assert_true (ncsn_model_config_check (&config, &error));
    g_assert_no_error (error);
    assert_parameters (&config, published[i].parameters);
    g_assert_cmpuint (published[i].parameters, ==,
                      expected_parameters (theirs->network, theirs->base_channels, theirs->channels,
                                           theirs->ladder.levels));
  }
  g_assert_null (preset->name);
}

/* A preset's model and training have the preset's numbers, and those that follow from them. */
static void
test_preset_settings (void)
{
  for (const NcsnPreset *preset = ncsn_presets (); preset->name != NULL; preset++) {
    NcsnModelConfig config;
    NcsnTrainConfig training;
    ncsn_preset_model (preset, 30, 44, 1, &config);
    ncsn_preset_training (preset, &training);
    g_assert_cmpuint (config.width, ==, 30);
    g_assert_cmpuint (config.height, ==, 44);
    g_assert_cmpuint (config.channels, ==, 1);
    g_assert_cmpuint (config.base_channels, ==, preset->base_channels);
    g_assert_cmpuint (config.ladder.levels, ==, preset->ladder.levels);
    g_assert_cmpuint (config.schedule.levels, ==, preset->ladder.levels);
    g_assert_cmpfloat (config.schedule.sigma_begin, ==, preset->ladder.sigma_begin);
    g_assert_cmpfloat (config.schedule.sigma_end, ==, preset->ladder.sigma_end);
    g_assert_cmpuint (config.schedule.steps, ==, preset->steps);
    g_assert_cmpfloat (config.schedule.epsilon, ==, preset->epsilon);
    g_assert_cmpint (config.schedule.denoise, ==, preset->denoise);
    g_assert_true (ncsn_train_config_check (&training, NULL));
    g_assert_cmpuint (training.batch, ==, preset->batch);
    g_assert_cmpuint (training.iterations, ==, preset->iterations);
    g_assert_cmpfloat (training.learning_rate, ==, preset->rate);
    g_assert_cmpfloat (training.ema, ==, preset->ema);
    g_assert_true (training.constant_rate && training.warmup == 0 && training.clip == 0);
    g_assert_true (training.sigma_draw == NCSN_SIGMA_LADDER && training.loss == NCSN_LOSS_DSM);
  }
}

static void
test_no_preset (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ncsn_preset_find ("ncsn-imagenet", &error));
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    assert_sentence (error, published[i].preset.name);
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

static const NcsnLadder ladders[] = {{1, 0.01, 10},  {50, 0.01, 232}, {348, 0.01, 2311},
                                     {0.7, 0.05, 2}, {3, 2.9, 17},    {1e3, 1e-3, 10000}};

/* Positions are whole numbers at the levels, even if σ was rounded to 32 bits. */
static void
test_whole_levels (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ladders); i++) {
    NcsnModelConfig config = {.network = NCSN_NETWORK_NCSN, .ladder = ladders[i]};
    g_autofree double *sigmas = g_new (double, ladders[i].levels);
    ncsn_ladder_sigmas (&ladders[i], sigmas);
    for (guint k = 0; k < ladders[i].levels; k++) {
      g_assert_cmpfloat (ncsn_refinenet_level (&config, sigmas[k]), ==, k);
      g_assert_cmpfloat (ncsn_refinenet_level (&config, (double)(float)sigmas[k]), ==, k);
    }
  }
}

/* Between levels, positions are linear in ln σ. */
static void
test_levels_between (void)
{
  static const double parts[] = {0.001, 0.25, 0.5, 0.999};

  for (guint i = 0; i < G_N_ELEMENTS (ladders); i++) {
    NcsnModelConfig config = {.network = NCSN_NETWORK_NCSN, .ladder = ladders[i]};
    g_autofree double *sigmas = g_new (double, ladders[i].levels);
    ncsn_ladder_sigmas (&ladders[i], sigmas);
    for (guint k = 0; k + 1 < ladders[i].levels; k++)
      for (guint p = 0; p < G_N_ELEMENTS (parts); p++) {
        double sigma = sigmas[k] * pow (sigmas[k + 1] / sigmas[k], parts[p]);
        g_assert_cmpfloat_with_epsilon (ncsn_refinenet_level (&config, sigma), k + parts[p], 1e-9);
      }
  }
}

/* Beyond its ends, the ladder has only its first or last row. */
static void
test_levels_outside (void)
{
  NcsnModelConfig single = {.network = NCSN_NETWORK_NCSN, .ladder = {0.3, 0.3, 1}};

  for (guint i = 0; i < G_N_ELEMENTS (ladders); i++) {
    NcsnModelConfig config = {.network = NCSN_NETWORK_NCSN, .ladder = ladders[i]};
    double last = ladders[i].levels - 1;
    g_assert_cmpfloat (ncsn_refinenet_level (&config, ladders[i].sigma_begin * 1.5), ==, 0);
    g_assert_cmpfloat (ncsn_refinenet_level (&config, 1e30), ==, 0);
    g_assert_cmpfloat (ncsn_refinenet_level (&config, ladders[i].sigma_end * 0.5), ==, last);
    g_assert_cmpfloat (ncsn_refinenet_level (&config, 1e-30), ==, last);
  }
  g_assert_cmpfloat (ncsn_refinenet_level (&single, 0.3), ==, 0);
  g_assert_cmpfloat (ncsn_refinenet_level (&single, 7), ==, 0);
  g_assert_cmpfloat (ncsn_refinenet_level (&single, 0.001), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refinenet/widths", test_widths);
  g_test_add_func ("/refinenet/presets", test_presets);
  g_test_add_func ("/refinenet/preset-settings", test_preset_settings);
  g_test_add_func ("/refinenet/no-preset", test_no_preset);
  g_test_add_func ("/refinenet/whole-levels", test_whole_levels);
  g_test_add_func ("/refinenet/levels-between", test_levels_between);
  g_test_add_func ("/refinenet/levels-outside", test_levels_outside);
  return g_test_run ();
}
