/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records: settings come back as the same bits, and any other content of a file is refused. */
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/record.h"

enum { CLASSES = 3 };

static NcsnModel *
small_model (guint64 seed)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init (&config, 8, 8, 1);
  config.base_channels = 4;
  config.n_multipliers = 1;
  config.blocks = 1;
  config.n_attention = 0;
  config.n_classes = CLASSES;
  NcsnModel *model = ncsn_model_new (&config, seed, &error);
  g_assert_no_error (error);
  return model;
}

/* Options of a rule with numbers that have no short decimal form. */
static NcsnTaskOptions
odd_options (const NcsnModel *model, NcsnRule rule, guint32 item)
{
  NcsnTaskOptions options;
  NcsnSampler *sampler = &options.sampler;
  float u[6];

  ncsn_random_uniform ((NcsnRandomKey){.seed = 1, .item = item}, 0, G_N_ELEMENTS (u), u);
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  ncsn_sampler_init (sampler, rule, &ncsn_model_config (model)->schedule);
  if (rule != NCSN_RULE_LANGEVIN)
    sampler->schedule.sigma_begin = 1.0 + u[0] / 3.0;
  sampler->schedule.sigma_end = 0.01 + u[1] / 300.0;
  sampler->schedule.denoise = item % 2;
  ncsn_sampler_suit_epsilon (sampler);
  sampler->snr = 0.1 + u[3] / 7.0;
  sampler->rho = 1.0 + u[4] * 7.1;
  sampler->churn = u[5] / 9.0;
  sampler->order = 1 + item % 4;
  options.class_index = (int)(item % (CLASSES + 1)) - 1;
  options.seed = G_MAXUINT64 - item;
  return options;
}

static void
assert_same (const NcsnTaskOptions *a, const NcsnTaskOptions *b)
{
  const NcsnSchedule *s = &a->sampler.schedule, *t = &b->sampler.schedule;

  g_assert_cmpint (a->sampler.rule, ==, b->sampler.rule);
  g_assert_true (s->sigma_begin == t->sigma_begin && s->sigma_end == t->sigma_end);
  g_assert_true (s->levels == t->levels && s->steps == t->steps && s->denoise == t->denoise);
  g_assert_true (s->epsilon == t->epsilon && a->sampler.snr == b->sampler.snr);
  g_assert_true (a->sampler.rho == b->sampler.rho && a->sampler.churn == b->sampler.churn &&
                 a->sampler.order == b->sampler.order);
  g_assert_true (a->class_index == b->class_index && a->seed == b->seed);
}

/* Through text, as in a file. */
static void
test_round_trip (void)
{
  g_autoptr (NcsnModel) model = small_model (1);

  for (guint32 item = 0; item < 100; item++) {
    const NcsnTaskOptions options = odd_options (model, item % NCSN_N_RULES, item);
    NcsnTaskOptions back;
    g_autoptr (GKeyFile) record = ncsn_record_new ("generate", model, "a;b = [ü]\n", &options);
    g_autoptr (GKeyFile) read = g_key_file_new ();
    g_autofree char *text = g_key_file_to_data (record, NULL, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_key_file_load_from_data (read, text, strlen (text), G_KEY_FILE_NONE, &error));
    g_autofree char *name = g_key_file_get_string (read, NCSN_RECORD_GROUP, "model", NULL);
    g_assert_cmpstr (name, ==, "a;b = [ü]\n");
    ncsn_task_options_init (&back, NCSN_PURPOSE_DRAW, model);
    g_assert_true (ncsn_record_apply (read, "generate", model, &back, &error));
    g_assert_no_error (error);
    assert_same (&options, &back);
  }
}

/* The record is refused in a sentence with these words, and the options stay as they were. */
static void
assert_refused (GKeyFile *record, const char *task, const NcsnModel *model, NcsnErrorCode code,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  NcsnTaskOptions before, after;

  ncsn_task_options_init (&before, NCSN_PURPOSE_DRAW, model);
  after = before;
  g_assert_false (ncsn_record_apply (record, task, model, &after, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, NCSN_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpuint (g_utf8_strlen (error->message, -1), <, 300);
  assert_same (&before, &after);
}

static void
test_others (void)
{
  g_autoptr (NcsnModel) model = small_model (1);
  g_autoptr (NcsnModel) other = small_model (2);
  const NcsnTaskOptions options = odd_options (model, NCSN_RULE_ODE, 1);
  g_autoptr (GKeyFile) record = ncsn_record_new ("generate", model, "small", &options);

  assert_refused (record, "inpaint", model, NCSN_ERROR_MISMATCH, "generate");
  assert_refused (record, "generate", other, NCSN_ERROR_MISMATCH, "small");
}

/* Each value of the record in turn missing, and each of these. */
static void
test_hostile (void)
{
  static const struct {
    const char *key, *values[12];
  } cases[] = {
      {"task", {"", "\x1b[31m", "generate\nx"}},
      {"hash", {"", "0"}},
      {"seed", {"", "-1", "1e3", "18446744073709551616", "0x10", " 7", "seven"}},
      {"class", {"", "-2", "3", "1.0", "99999999999999999999", "nan"}},
      {"sampler", {"", "Ode", "ode ", "%s%n", "best"}},
      {"levels", {"", "0", "-1", "10001", "4294967297", "1e9", "2;3"}},
      {"steps", {"", "-1", "4294967295", "99999999999999999999"}},
      {"sigma-begin", {"", "0", "-1", "nan", "inf", "1e999", "0.001", "x", "1 2"}},
      {"sigma-end", {"", "0", "-0.1", "nan", "1e-999", "1,5"}},
      {"epsilon", {"", "nan", "-inf", "one"}},
      {"snr", {"", "nan", "inf"}},
      {"rho", {"", "-1", "nan", "1e300"}},
      {"churn", {"", "-1", "nan", "1e300"}},
      {"denoise", {"", "1", "TRUE", "yes"}},
  };
  g_autoptr (NcsnModel) model = small_model (1);
  const NcsnTaskOptions options = odd_options (model, NCSN_RULE_ODE, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const NcsnErrorCode code = i < 2 ? NCSN_ERROR_MISMATCH : NCSN_ERROR_FORMAT;
    g_autoptr (GKeyFile) record = ncsn_record_new ("generate", model, "small", &options);

    for (gsize k = 0; cases[i].values[k]; k++) {
      g_key_file_set_string (record, NCSN_RECORD_GROUP, cases[i].key, cases[i].values[k]);
      assert_refused (record, "generate", model, code, "picture");
    }
    g_key_file_remove_key (record, NCSN_RECORD_GROUP, cases[i].key, NULL);
    assert_refused (record, "generate", model, NCSN_ERROR_FORMAT, cases[i].key);
  }
}

/* Versions before ipndm wrote no order, and none of their rules reads one. */
static void
test_without_order (void)
{
  g_autoptr (NcsnModel) model = small_model (1);

  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnTaskOptions options = odd_options (model, rule, 1);
    g_autoptr (GKeyFile) record = ncsn_record_new ("generate", model, "small", &options);
    NcsnTaskOptions back;

    g_key_file_remove_key (record, NCSN_RECORD_GROUP, "order", NULL);
    ncsn_task_options_init (&back, NCSN_PURPOSE_DRAW, model);
    if (rule == NCSN_RULE_IPNDM) {
      assert_refused (record, "generate", model, NCSN_ERROR_FORMAT, "order");
      continue;
    }
    g_assert_true (ncsn_record_apply (record, "generate", model, &back, NULL));
    back.sampler.order = options.sampler.order;
    assert_same (&options, &back);
  }
}

/* Long values are cut in the sentence. */
static void
test_long (void)
{
  g_autoptr (NcsnModel) model = small_model (1);
  const NcsnTaskOptions options = odd_options (model, NCSN_RULE_ODE, 1);
  g_autoptr (GKeyFile) record = ncsn_record_new ("generate", model, "small", &options);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < 10000; i++)
    g_string_append (text, "€\n");
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "sampler", text->str);
  assert_refused (record, "generate", model, NCSN_ERROR_FORMAT, "€");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/round-trip", test_round_trip);
  g_test_add_func ("/record/others", test_others);
  g_test_add_func ("/record/hostile", test_hostile);
  g_test_add_func ("/record/long", test_long);
  g_test_add_func ("/record/without-order", test_without_order);
  return g_test_run ();
}
