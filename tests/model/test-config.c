/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model configurations: valid ones, refused ones, and their JSON. */
#undef G_DISABLE_ASSERT
#include "model/config.h"

#include <math.h>
#include "container.h"

#define A_CONFIG                                                                                   \
  "{\"network\":\"unet\",\"width\":28,\"height\":28,\"channels\":1,\"features\":32,\"blocks\":1,"  \
  "\"classes\":10,\"multipliers\":[1,2,2],\"attention\":[7],\"precondition\":\"edm\","             \
  "\"data_mean\":0.5,\"data_sigma\":0.25,\"schedule\":{\"sigma_begin\":10.0,\"sigma_end\":0.125,"  \
  "\"levels\":100,\"steps\":2,\"epsilon\":0.001,\"denoise\":true}}"

#define A_REFINENET                                                                                \
  "{\"network\":\"ncsn\",\"width\":28,\"height\":28,\"channels\":1,\"features\":64,\"ladder\":{"   \
  "\"sigma_begin\":1.0,\"sigma_end\":0.0625,\"levels\":10},\"precondition\":\"none\",\"data_"      \
  "mean\":"                                                                                        \
  "0.5,\"data_sigma\":0.25,\"schedule\":{\"sigma_begin\":2.0,\"sigma_end\":0.125,\"levels\":7,"    \
  "\"steps\":100,\"epsilon\":0.001,\"denoise\":false}}"

static NcsnModelConfig
a_config (void)
{
  NcsnModelConfig config;
  ncsn_model_config_init (&config, 28, 28, 1);
  config.n_classes = 10;
  config.schedule.sigma_end = 0.125;
  config.schedule.sigma_begin = 10;
  config.schedule.epsilon = 0.001;
  return config;
}

static void
test_init (void)
{
  static const struct {
    guint width, height, levels, lowest;
  } cases[] = {
      {28, 28, 3, 7}, {32, 32, 3, 8}, {64, 48, 3, 12},   {27, 28, 1, 28},     {30, 30, 2, 15},
      {4, 4, 1, 4},   {8, 8, 2, 4},   {16, 8, 2, 4},     {6, 6, 1, 6},        {256, 256, 3, 64},
      {28, 7, 1, 7},  {8, 64, 2, 32}, {512, 512, 4, 64}, {1024, 1024, 5, 64}, {64, 1024, 3, 256},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    NcsnModelConfig config;
    g_autoptr (GError) error = NULL;
    ncsn_model_config_init (&config, cases[i].width, cases[i].height, i % 2 == 0 ? 1 : 3);
    g_assert_true (ncsn_model_config_check (&config, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (config.n_multipliers, ==, cases[i].levels);
    g_assert_cmpuint (config.n_attention, ==, 1);
    g_assert_cmpuint (config.attention[0], ==, cases[i].lowest);
  }
}

static void
test_exact_json (void)
{
  NcsnModelConfig config = a_config ();
  g_autofree char *json = ncsn_model_config_to_json (&config);
  g_assert_cmpstr (json, ==, A_CONFIG);
}

/* Compares field by field, since the padding between fields is undefined. */
static void
assert_same_config (const NcsnModelConfig *a, const NcsnModelConfig *b)
{
  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  g_assert_cmpuint (a->channels, ==, b->channels);
  g_assert_cmpuint (a->base_channels, ==, b->base_channels);
  g_assert_cmpuint (a->blocks, ==, b->blocks);
  g_assert_cmpuint (a->n_classes, ==, b->n_classes);
  g_assert_cmpmem (a->multipliers, sizeof a->multipliers, b->multipliers, sizeof b->multipliers);
  g_assert_cmpmem (a->attention, sizeof a->attention, b->attention, sizeof b->attention);
  g_assert_cmpuint (a->precondition, ==, b->precondition);
  g_assert_true (a->data_mean == b->data_mean && a->data_sigma == b->data_sigma);
  g_assert_true (a->schedule.sigma_begin == b->schedule.sigma_begin);
  g_assert_true (a->schedule.sigma_end == b->schedule.sigma_end);
  g_assert_true (a->schedule.epsilon == b->schedule.epsilon);
  g_assert_cmpuint (a->schedule.levels, ==, b->schedule.levels);
  g_assert_cmpuint (a->schedule.steps, ==, b->schedule.steps);
  g_assert_true (a->schedule.denoise == b->schedule.denoise);
  g_assert_true (a->patches == b->patches);
}

/* JSON keeps every field, also numbers that are no short decimal fractions. */
static void
test_round_trip (void)
{
  NcsnModelConfig config = {
      .network = NCSN_NETWORK_UNET,
      .width = 96,
      .height = 160,
      .channels = 3,
      .base_channels = 24,
      .n_multipliers = 4,
      .multipliers = {1, 3, 4, 16},
      .blocks = 5,
      .n_attention = 2,
      .attention = {20, 40},
      .n_classes = 1000,
      .precondition = NCSN_PRECONDITION_SIGMA,
      .data_mean = 1.0 / 3,
      .data_sigma = nextafter (0.1, 1),
      .schedule = {1e6 / 3, 1e-3 / 7, 10000, 3, 1e-9 / 7, .denoise = FALSE},
  };
  for (guint p = 0; p <= NCSN_PRECONDITION_EDM; p++) {
    config.precondition = (NcsnPrecondition)p;
    g_autofree char *json = ncsn_model_config_to_json (&config);
    g_autoptr (GError) error = NULL;
    NcsnModelConfig read;
    memset (&read, 0xab, sizeof read);
    g_assert_true (ncsn_model_config_from_json (json, &read, &error));
    g_assert_no_error (error);
    g_autofree char *again = ncsn_model_config_to_json (&read);
    g_assert_cmpstr (again, ==, json);
    assert_same_config (&read, &config);
  }
}

/* Only models of patches have a coarse view. */
static void
test_coarse (void)
{
  NcsnModelConfig config = a_config (), read;
  g_autoptr (GError) error = NULL;

  config.coarse = TRUE;
  g_assert_false (ncsn_model_config_check (&config, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_clear_error (&error);
  config.patches = TRUE;
  g_autofree char *json = ncsn_model_config_to_json (&config);
  g_assert_true (ncsn_model_config_from_json (json, &read, &error));
  g_assert_true (read.coarse && read.patches);
}

/* Booleans are written only when TRUE, so that models without them have the same text as in older
 * versions. */
static void
test_flags (void)
{
  static const struct {
    const char *name;
    gsize offset;
  } flags[] = {{"patches", G_STRUCT_OFFSET (NcsnModelConfig, patches)},
               {"mirrored", G_STRUCT_OFFSET (NcsnModelConfig, symmetry.mirrored)},
               {"turned", G_STRUCT_OFFSET (NcsnModelConfig, symmetry.turned)},
               {"holes", G_STRUCT_OFFSET (NcsnModelConfig, holes)},
               {"noise_map", G_STRUCT_OFFSET (NcsnModelConfig, noise_map)},
               {"guidable", G_STRUCT_OFFSET (NcsnModelConfig, guidable)}};

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
    NcsnModelConfig config = a_config (), read;
    g_autoptr (GError) error = NULL;
    G_STRUCT_MEMBER (gboolean, &config, flags[i].offset) = TRUE;
    g_autofree char *on = g_strdup_printf ("true},\"%s\":true}", flags[i].name);
    g_autofree char *off = g_strdup_printf ("true},\"%s\":false}", flags[i].name);
    g_autofree char *json = ncsn_model_config_to_json (&config);
    g_autofree char *expected = replace_once (A_CONFIG, "true}}", on);
    g_autofree char *told = replace_once (A_CONFIG, "true}}", off);
    g_assert_cmpstr (json, ==, expected);
    g_assert_true (ncsn_model_config_from_json (json, &read, &error));
    g_assert_cmpint (G_STRUCT_MEMBER (gboolean, &read, flags[i].offset), ==, TRUE);
    g_assert_true (ncsn_model_config_from_json (told, &read, &error));
    g_assert_cmpint (G_STRUCT_MEMBER (gboolean, &read, flags[i].offset), ==, FALSE);
  }
}

/* A_CONFIG with chosen levels, which JSON keeps exactly. */
static void
test_chosen (void)
{
  NcsnModelConfig config = a_config (), read;
  NcsnSchedule *schedule = &config.schedule;
  g_autoptr (GError) error = NULL;

  schedule->n_chosen = NCSN_MAX_CHOSEN;
  for (guint i = 0; i < NCSN_MAX_CHOSEN; i++) {
    NcsnChosenLevels *chosen = &schedule->chosen[i];

    chosen->count = NCSN_MAX_CHOSEN_LEVELS - i;
    for (guint k = 0; k + 1 < chosen->count; k++)
      chosen->sigmas[k] = 10.0 / (1.0 + k / 7.0);
    chosen->sigmas[chosen->count - 1] = 0.125;
  }
  g_autofree char *json = ncsn_model_config_to_json (&config);
  g_assert_true (ncsn_model_config_from_json (json, &read, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (read.schedule.n_chosen, ==, NCSN_MAX_CHOSEN);
  for (guint i = 0; i < NCSN_MAX_CHOSEN; i++) {
    const NcsnChosenLevels *one = &schedule->chosen[i], *other = &read.schedule.chosen[i];

    g_assert_cmpuint (one->count, ==, other->count);
    g_assert_cmpmem (one->sigmas, one->count * sizeof (double), other->sigmas,
                     one->count * sizeof (double));
  }
}

/* Each is A_CONFIG with one error. */
static const Mutation mutations[] = {
    {"{", "[", "not valid JSON"},
    {"unet", "refinenet", "the network “refinenet”"},
    {"unet", "", "the network “”"},
    {"unet", "mlp", "a network for points"},
    {"unet", "ncsn", "has no “ladder”"},
    {"unet", "unetunetunetunet", "network “unetunet"},
    {"\"unet\"", "1", "“network” that is not a text"},
    {"\"network\":\"unet\",", "", "has no “network”"},
    {"\"width\":28", "\"width\":2147483648", "width must be from 4 to 1024"},
    {"\"width\":28", "\"width\":4294967324", "“width” that is not a whole number"},
    {"\"width\":28", "\"width\":-28", "“width” that is not a whole number"},
    {"\"width\":28", "\"width\":28.0", "“width” that is not a whole number"},
    {"\"width\":28", "\"width\":\"28\"", "“width” that is not a whole number"},
    {"\"width\":28", "\"width\":[28]", "“width” that is not a whole number"},
    {"\"width\":28", "\"width\":3", "width must be"},
    {"\"width\":28", "\"width\":30", "halved 2 times"},
    {"\"width\":28", "\"width\":28,\"width\":28", "same name"},
    {"\"height\":28", "\"height\":1028", "height must be"},
    {"\"height\":28", "\"height\":4", "at least 2 pixels"},
    {"\"channels\":1", "\"channels\":2", "1 channel (gray) or 3"},
    {"\"channels\":1", "\"channels\":0", "1 channel (gray) or 3"},
    {"\"features\":32", "\"features\":1", "features must be from 2 to 1024, not 1"},
    {"\"features\":32", "\"features\":0", "features must be from 2 to 1024"},
    {"\"features\":32", "\"features\":1000000", "features must be from 2 to 1024, not 1000000"},
    {"\"features\":32", "\"features\":1024,\"x\":1", "“x” that this version does not know"},
    {"\"blocks\":1", "\"blocks\":0", "blocks a level must be"},
    {"\"blocks\":1", "\"blocks\":100000", "blocks a level must be"},
    {"\"classes\":10", "\"classes\":1000000000", "classes must be from 0 to 1000"},
    {"[1,2,2]", "[]", "levels of the network"},
    {"[1,2,2]", "[1,2,2,2,2,2,2,2,2]", "“multipliers” that is not a list of at most 8"},
    {"[1,2,2]", "[1,2,0]", "multiplier must be from 1 to 16"},
    {"[1,2,2]", "[1,2,17]", "multiplier must be from 1 to 16"},
    {"[1,2,2]", "[1,2,134217729]", "multiplier must be from 1 to 16"},
    {"[1,2,2]", "[1,2,-1]", "“multipliers” that is not a list"},
    {"[7]", "[7,7]", "Attention at height 7"},
    {"[7]", "[8]", "Attention at height 8"},
    {"[7]", "[0]", "Attention at height 0"},
    {"[7]", "[28,14,7,3]", "with attention must be from 0 to 3"},
    {"[7]", "[1,2,3,4,5,6,7,8,9]", "“attention” that is not a list of at most 8"},
    {"[7]", "7", "“attention” that is not a list"},
    {"\"edm\"", "\"vp\"", "precondition “vp”"},
    {"\"edm\"", "2", "“precondition” that is not a text"},
    {"\"data_mean\":0.5", "\"data_mean\":1e400", "“data_mean” that is not a number"},
    {"\"data_mean\":0.5", "\"data_mean\":1e300", "mean of the data"},
    {"\"data_mean\":0.5", "\"data_mean\":null", "“data_mean” that is not a number"},
    {"\"data_mean\":0.5", "\"data_mean\":NaN", "not valid JSON"},
    {"\"data_sigma\":0.25", "\"data_sigma\":0", "deviation of the data"},
    {"\"data_sigma\":0.25", "\"data_sigma\":-1", "deviation of the data"},
    {"\"data_sigma\":0.25", "\"data_sigma\":true", "“data_sigma” that is not a number"},
    {"\"levels\":100", "\"levels\":0", "0 noise levels"},
    {"\"levels\":100", "\"levels\":4000000000", "4000000000 noise levels"},
    {"\"steps\":2", "\"steps\":0", "0 steps"},
    {"\"epsilon\":0.001", "\"epsilon\":1", "step size"},
    {"\"sigma_end\":0.125", "\"sigma_end\":0", "noise level is 0"},
    {"\"sigma_end\":0.125", "\"sigma_end\":11", "must fall"},
    {"\"sigma_begin\":10.0,", "", "schedule has no “sigma_begin”"},
    {"\"denoise\":true", "\"denoise\":1", "“denoise” that is not true or false"},
    {"\"denoise\":true", "\"denoise\":true,\"rho\":7", "“rho” that this version does not know"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":1",
     "“chosen” that is not a list of at most 8"},
    {"\"denoise\":true",
     "\"denoise\":true,\"chosen\":[[10,1],[10,1],[10,1],[10,1],[10,1],[10,1],[10,1],[10,1],[10,1]]",
     "“chosen” that is not a list of at most 8"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[10]",
     "“chosen” that is not made of lists of at most 24"},
    {"\"denoise\":true",
     "\"denoise\":true,\"chosen\":[[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]]",
     "“chosen” that is not made of lists of at most 24"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,1e400,0.125]]",
     "“chosen” that is not made of lists"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,\"1\",0.125]]",
     "“chosen” that is not made of lists"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,[1],0.125]]",
     "“chosen” that is not made of lists"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[]]", "fall from 10 to 0.125"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10]]", "fall from 10 to 0.125"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,1,1,0.125]]", "fall from 10 to 0.125"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,-1,0.125]]", "fall from 10 to 0.125"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[11,1,0.125]]", "fall from 10 to 0.125"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,1,0.1]]", "fall from 10 to 0.125"},
    {"\"denoise\":true", "\"denoise\":true,\"chosen\":[[10,1,0.125],[10,2,0.125]]",
     "different lengths"},
    {"\"schedule\":{", "\"schedule\":7,\"s\":{", "“schedule” that is not an object"},
    {"\"classes\":10", "\"classes\":0,\"guidable\":true", "Only models with classes"},
    {"true}}", "true},\"guidable\":1}", "“guidable” that is not true or false"},
    {"true}}", "true},\"patches\":1}", "“patches” that is not true or false"},
    {"true}}", "true},\"patches\":\"true\"}", "“patches” that is not true or false"},
    {"true}}", "true},\"patches\":[true]}", "“patches” that is not true or false"},
    {"true}}", "true},\"patches\":null}", "“patches” that is not true or false"},
    {"true}}", "true},\"patches\":true,\"patches\":true}", "same name"},
    {"\"denoise\":true", "\"denoise\":true,\"patches\":true",
     "“patches” that this version does not know"},
    {"true}}", "true}}{}", "not valid JSON"},
    {"true}}", "true}}x", "not valid JSON"},
    {"true}}", "true}", "not valid JSON"},
};

static const Mutation refinenet_mutations[] = {
    {"\"ncsn\"", "\"unet\"", "has no “blocks”"},
    {"\"ncsn\"", "\"ncsnv2\"", "requires the preconditioning “sigma”"},
    {"none", "edm", "requires the preconditioning “none”"},
    {"\"width\":28", "\"width\":27", "even width and height"},
    {"\"height\":28", "\"height\":28,\"blocks\":1", "“blocks” that this version does not know"},
    {"\"features\":64", "\"features\":1", "features must be from 2"},
    {"\"ladder\":{", "\"ladder\":7,\"l\":{", "“ladder” that is not an object"},
    {"\"levels\":10", "\"levels\":0", "own noise levels are impossible: The schedule has 0"},
    {"\"levels\":10", "\"levels\":10001", "own noise levels are impossible"},
    {"\"levels\":10", "\"levels\":10,\"steps\":1", "“steps” that this version does not know"},
    {"\"sigma_end\":0.0625", "\"sigma_end\":2",
     "own noise levels are impossible: The noise levels must fall"},
    {"\"sigma_end\":0.0625", "\"sigma_end\":0", "own noise levels are impossible"},
};

static void
assert_refused (const char *json, const char *fragment)
{
  NcsnModelConfig config, before;
  g_autoptr (GError) error = NULL;
  memset (&config, 0xab, sizeof config);
  memset (&before, 0xab, sizeof before);
  g_assert_false (ncsn_model_config_from_json (json, &config, &error));
  assert_sentence (error, fragment);
  g_assert_cmpmem (&config, sizeof config, &before, sizeof before);
}

static void
assert_mutations_refused (const char *sound, const Mutation *list, guint count)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  g_assert_true (ncsn_model_config_from_json (sound, &config, &error));
  g_assert_no_error (error);
  g_autofree char *again = ncsn_model_config_to_json (&config);
  g_assert_cmpstr (again, ==, sound);
  for (guint i = 0; i < count; i++) {
    g_autofree char *json = replace_once (sound, list[i].from, list[i].to);
    assert_refused (json, list[i].fragment);
  }
}

static void
test_hostile_json (void)
{
  assert_mutations_refused (A_CONFIG, mutations, G_N_ELEMENTS (mutations));
  assert_mutations_refused (A_REFINENET, refinenet_mutations, G_N_ELEMENTS (refinenet_mutations));
  g_autofree char *deep = repeat ("[", 100000);
  g_autofree char *inside = replace_once (A_CONFIG, "[7]", deep);
  g_autofree char *ones = repeat ("1,", 100000);
  g_autofree char *list = g_strdup_printf ("[%s1]", ones);
  g_autofree char *large = replace_once (A_CONFIG, "[7]", list);
  assert_refused (deep, "nested too deeply");
  assert_refused (inside, "nested too deeply");
  assert_refused (large, "too many entries");
  assert_refused ("", "not valid JSON");
  assert_refused ("[]", "not a JSON object");
  assert_refused ("{}", "has no “network”");
}

/* Errors that a caller can make but JSON cannot express. */
static void
test_check (void)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;
#define REFUSES(change, fragment)                                                                  \
  config = a_config ();                                                                            \
  change;                                                                                          \
  g_assert_false (ncsn_model_config_check (&config, &error));                                      \
  assert_sentence (error, fragment);                                                               \
  g_clear_error (&error)

  REFUSES (config.data_mean = NAN, "mean of the data");
  REFUSES (config.data_mean = INFINITY, "mean of the data");
  REFUSES (config.data_sigma = NAN, "deviation of the data");
  REFUSES (config.data_sigma = INFINITY, "deviation of the data");
  REFUSES (config.precondition = (NcsnPrecondition)3, "preconditioning");
  REFUSES (config.precondition = (NcsnPrecondition)-1, "preconditioning");
  REFUSES (config.network = (NcsnNetwork)4, "network must be");
  REFUSES (config.network = (NcsnNetwork)-1, "network must be");
  REFUSES (config.network = NCSN_NETWORK_NCSN, "belong to the network “unet”");
  REFUSES (config.network = NCSN_NETWORK_MLP, "for points");
  REFUSES (config.n_multipliers = 4000000000u, "levels of the network");
  REFUSES (config.n_attention = 4000000000u, "with attention");
  REFUSES ((config.base_channels = 1024, config.multipliers[1] = 5), "Features times multiplier");
  REFUSES ((config.width = config.height = 256, config.attention[0] = 256), "height 256");
  REFUSES ((config.width = config.height = 516), "lowest level of the network has 129×129");
#undef REFUSES
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/init", test_init);
  g_test_add_func ("/config/exact-json", test_exact_json);
  g_test_add_func ("/config/round-trip", test_round_trip);
  g_test_add_func ("/config/flags", test_flags);
  g_test_add_func ("/config/coarse", test_coarse);
  g_test_add_func ("/config/chosen", test_chosen);
  g_test_add_func ("/config/hostile-json", test_hostile_json);
  g_test_add_func ("/config/check", test_check);
  return g_test_run ();
}
