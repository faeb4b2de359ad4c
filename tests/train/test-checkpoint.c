/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: a resumed training has the same bits as an uninterrupted one, with any objective;
 * damaged files are refused; earlier checkpoints are kept. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>
#include <glib/gstdio.h>

#include "ncsn/error.h"
#include "small-training.h"

#define HALF 12    /* steps before and after the checkpoint */
#define LEVELS 200 /* of NCSNv2: enough to detect an average that rounds */

typedef struct {
  char *folder, *path, *previous;
  NcsnThreads *threads;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("ncsn-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "checkpoint.safetensors", NULL);
  fixture->previous = ncsn_checkpoint_previous (fixture->path);
  fixture->threads = ncsn_threads_new (1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_remove (fixture->previous);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  ncsn_threads_free (fixture->threads);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->previous);
}

/* Kinds of trainings. */
typedef struct {
  const char *name;
  NcsnSigmaDraw sigma_draw;
  NcsnLoss loss;
  NcsnProbe probe;
  guint projections;
  gboolean constant_rate;
} Kind;

static const Kind kinds[] = {
    {"log-normal", NCSN_SIGMA_LOG_NORMAL, NCSN_LOSS_DSM, NCSN_PROBE_GAUSSIAN, 1, FALSE},
    {"ladder", NCSN_SIGMA_LADDER, NCSN_LOSS_DSM, NCSN_PROBE_GAUSSIAN, 1, TRUE},
    {"ssm", NCSN_SIGMA_LOG_NORMAL, NCSN_LOSS_SSM, NCSN_PROBE_RADEMACHER, 2, FALSE},
    {"ssm-vr", NCSN_SIGMA_LADDER, NCSN_LOSS_SSM_VR, NCSN_PROBE_GAUSSIAN, 3, TRUE},
    {"consistency", NCSN_SIGMA_LOG_NORMAL, NCSN_LOSS_CONSISTENCY, NCSN_PROBE_GAUSSIAN, 1, FALSE},
};

/* A configuration that differs from the default in every setting, by long decimal fractions. */
static NcsnTrainConfig
unusual_training (const Kind *kind)
{
  NcsnTrainConfig config = ncsn_test_training (16, 2 * HALF);

  config.seed = G_MAXUINT64 - 6;
  config.learning_rate = 0.01 / 3;
  config.constant_rate = kind->constant_rate;
  config.ema = 2.0 / 3;
  config.clip = 1.0 / 7;
  config.sigma_draw = kind->sigma_draw;
  config.sigma_log_mean = -1.0 / 3;
  config.sigma_log_std = 10.0 / 7;
  config.loss = kind->loss;
  config.probe = kind->probe;
  config.projections = kind->projections;
  return config;
}

/* Every setting is the same, except for the limits. */
static void
assert_same_config (const NcsnTrainConfig *a, const NcsnTrainConfig *b)
{
  g_assert_cmpuint (a->seed, ==, b->seed);
  g_assert_cmpuint (a->batch, ==, b->batch);
  g_assert_cmpfloat (a->learning_rate, ==, b->learning_rate);
  g_assert_cmpint (a->constant_rate, ==, b->constant_rate);
  g_assert_cmpuint (a->warmup, ==, b->warmup);
  g_assert_cmpfloat (a->ema, ==, b->ema);
  g_assert_cmpfloat (a->clip, ==, b->clip);
  g_assert_cmpint (a->sigma_draw, ==, b->sigma_draw);
  g_assert_cmpfloat (a->sigma_log_mean, ==, b->sigma_log_mean);
  g_assert_cmpfloat (a->sigma_log_std, ==, b->sigma_log_std);
  g_assert_cmpint (a->loss, ==, b->loss);
  g_assert_cmpint (a->probe, ==, b->probe);
  g_assert_cmpuint (a->projections, ==, b->projections);
}

/* Every setting comes from the checkpoint, except for the limits. */
static NcsnTrainer *
resume_from (const char *path, NcsnThreads *threads, NcsnModel **model, GError **error)
{
  NcsnTrainConfig limits;

  ncsn_train_config_init (&limits);
  limits.iterations = 2 * HALF;
  return ncsn_trainer_resume (path, &limits, threads, ncsn_test_batch, NULL, model, error);
}

static NcsnTrainer *
resume (const Fixture *fixture, NcsnThreads *threads, NcsnModel **model, GError **error)
{
  return resume_from (fixture->path, threads, model, error);
}

/* Half of the steps, a checkpoint and the other half give the same bits as all steps in one run,
 * also with another number of threads. */
static void
test_resume (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4), again = NULL;
  g_autoptr (NcsnThreads) others = ncsn_threads_new (2);
  NcsnTrainConfig config = unusual_training (kind);
  g_autoptr (GError) error = NULL;

  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);
  ncsn_test_steps (trainer, HALF);
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, &error));
  double recent = ncsn_trainer_recent_loss (trainer);
  ncsn_test_steps (trainer, HALF);

  g_autoptr (NcsnTrainer) resumed = resume (fixture, others, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ncsn_trainer_iteration (resumed), ==, HALF);
  g_assert_cmpfloat (ncsn_trainer_seconds (resumed), >, 0);
  g_assert_cmpfloat (recent, !=, 0);
  g_assert_cmpfloat (ncsn_trainer_recent_loss (resumed), ==, recent);
  assert_same_config (ncsn_trainer_config (resumed), &config);
  ncsn_test_steps (resumed, HALF);
  ncsn_test_same_state (trainer, resumed);
  g_assert_true (ncsn_trainer_finished (resumed));
  g_assert_cmpfloat (ncsn_trainer_loss (trainer), ==, ncsn_trainer_loss (resumed));
}

/* Saves a training with the sliced loss. */
static void
save_sliced (const Fixture *fixture)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  NcsnTrainConfig config = unusual_training (&kinds[3]);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);

  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, NULL));
}

/* Replaces `from`, which must occur in the file, by `to`, which has the same length. */
static void
overwrite (const Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_cmpuint (strlen (from), ==, strlen (to));
  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, NULL));
  char *place = g_strstr_len (contents + 8, (gssize)size - 8, from);
  g_assert_nonnull (place);
  memcpy (place, to, strlen (to));
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize)size, NULL));
}

/* Changes the format to the version without a digest. */
static void
unseal (const Fixture *fixture)
{
  overwrite (fixture, "ncsn-checkpoint-2", "ncsn-checkpoint-1");
}

/* Checkpoints of older versions, which lack some settings, get the behaviour of those versions. */
static void
test_old (Fixture *fixture, gconstpointer data)
{
  static const char *const entries[] = {
      "nloss=", "nprobe=", "nprojections=", "nconstant-rate=", "noptimizer="};
  g_autoptr (NcsnModel) model = NULL;
  g_autoptr (GError) error = NULL;

  save_sliced (fixture);
  unseal (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autofree char *other = g_strdup (entries[i]);
    other[1] = 'x';
    overwrite (fixture, entries[i], other);
  }
  g_autoptr (NcsnTrainer) trainer = resume (fixture, fixture->threads, &model, &error);
  g_assert_no_error (error);
  const NcsnTrainConfig *config = ncsn_trainer_config (trainer);
  g_assert_cmpint (config->loss, ==, NCSN_LOSS_DSM);
  g_assert_cmpint (config->probe, ==, NCSN_PROBE_GAUSSIAN);
  g_assert_cmpuint (config->projections, ==, 1);
  g_assert_false (config->constant_rate);
  g_assert_cmpint (config->optimizer, ==, NCSN_OPTIMIZER_ADAM);
  ncsn_test_steps (trainer, 1);
}

/* Unknown or impossible objectives are refused. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *from, *to, *fragment;
  } cases[] = {
      {"nloss=ssm-vr", "nloss=newest", "the loss “newest”, which this version does not know"},
      {"nprobe=gaussian", "nprobe=radiated", "“radiated”"},
      {"nprojections=3", "nprojections=0", "from 1 to 1024"},
      {"nloss=ssm-vr", "nloss=esm\\n  ", "needs to know the true score"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NcsnModel) model = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *to = g_strndup (cases[i].to, strlen (cases[i].from));
    save_sliced (fixture);
    unseal (fixture);
    overwrite (fixture, cases[i].from, to);
    g_assert_null (resume (fixture, fixture->threads, &model, &error));
    g_assert_null (model);
    g_assert_nonnull (strstr (error->message, cases[i].fragment));
    g_assert_true (g_str_has_prefix (error->message, fixture->path));
  }
}

/* Replaces the value of `key` in the "training" entry; the old value must not be shorter. */
static void
replace_value (const Fixture *fixture, const char *key, const char *value)
{
  g_autofree char *contents = NULL;
  gsize size;
  g_autofree char *line = g_strdup_printf ("\\n%s=", key);

  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, NULL));
  char *place = g_strstr_len (contents + 8, (gssize)size - 8, line);
  g_assert_nonnull (place);
  place += strlen (line);
  gsize room = (gsize)(strstr (place, "\\n") - place);
  g_assert_cmpuint (strlen (value), <=, room);
  memset (place, ' ', room);
  memcpy (place, value, strlen (value));
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize)size, NULL));
}

/* A file with a number out of range is refused, and the error names the number. */
static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *key, *values[4];
  } cases[] = {
      {"seed", {"-1", "abc", "1e3"}},         {"learning-rate", {"nan", "-1", "inf", "x"}},
      {"constant-rate", {"2", "yes"}},        {"ema", {"nan", "-0.5", "1.5"}},
      {"clip", {"-1", "nan", "inf"}},         {"sigma-log-mean", {"nan", "99", "-99"}},
      {"sigma-log-std", {"nan", "-1", "0x"}}, {"seconds", {"nan", "-1", "inf", "1e30"}},
      {"loss-sum", {"nan", "-inf", ""}},      {"loss-best", {"nan", "inf", "one"}},
      {"recent-sum", {"nan", "inf"}},         {"iteration", {"-5", "abc", "1.5", ""}},
      {"recent", {"-1", "x", "99"}},          {"loss-steps", {"-1", "x", ""}},
      {"warmup", {"-1", "abc", "."}},         {"batch", {"-1", "x"}},
  };
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  NcsnTrainConfig config = unusual_training (&kinds[1]);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);

  ncsn_test_steps (trainer, HALF);
  /* These values are long enough to be replaced by the wrong ones. */
  trainer->recent = NCSN_RECENT_STEPS;
  trainer->iteration = trainer->watch.steps = 54321;
  trainer->seconds = 1.0 / 3;
  trainer->config.warmup = 12345;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint v = 0; v < 4 && cases[i].values[v]; v++) {
      g_autoptr (GError) error = NULL;
      guint64 steps;

      g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, NULL));
      unseal (fixture);
      replace_value (fixture, cases[i].key, cases[i].values[v]);
      g_assert_null (ncsn_checkpoint_settings (fixture->path, &steps, &error));
      g_assert_nonnull (strstr (error->message, cases[i].key));
    }
}

/* Any flipped bit of the file is detected. */
static void
test_flips (Fixture *fixture, gconstpointer data)
{
  enum { FLIPS = 200 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree char *contents = NULL;
  gsize size, header;

  save_sliced (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, NULL));
  header = 8 + (gsize) * (const guint64 *)(gconstpointer)contents;
  for (guint i = 0; i < FLIPS; i++) {
    const gsize most = i % 2 ? header : size;
    const gsize at = i < 64 ? i / 8 : (gsize)(g_rand_double (rand) * (double)most);
    g_autoptr (GError) error = NULL;
    guint64 steps;

    contents[at] ^= (char)(1 << i % 8);
    g_assert_true (g_file_set_contents (fixture->path, contents, (gssize)size, NULL));
    g_assert_null (ncsn_checkpoint_settings (fixture->path, &steps, &error));
    g_assert_true (error->domain == NCSN_ERROR);
    contents[at] ^= (char)(1 << i % 8);
  }
  g_autoptr (NcsnModel) model = NULL;
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize)size, NULL));
  g_autoptr (NcsnTrainer) trainer = resume (fixture, fixture->threads, &model, NULL);
  g_assert_nonnull (trainer);
}

static guint64
steps_in (const char *path)
{
  guint64 steps = G_MAXUINT64;
  g_autofree char *settings = ncsn_checkpoint_settings (path, &steps, NULL);

  return settings ? steps : G_MAXUINT64;
}

/* A damaged file never becomes the previous checkpoint. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  NcsnTrainConfig config = ncsn_test_training (4, 2 * HALF);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);

  for (guint i = 0; i < 2; i++) {
    g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, NULL));
    ncsn_test_steps (trainer, 1);
  }
  overwrite (fixture, "iteration=1", "iteration=9");
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, NULL));
  g_assert_cmpuint (steps_in (fixture->path), ==, 2);
  g_assert_cmpuint (steps_in (fixture->previous), ==, 0);
  ncsn_test_steps (trainer, 1);
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, NULL));
  g_assert_cmpuint (steps_in (fixture->path), ==, 3);
  g_assert_cmpuint (steps_in (fixture->previous), ==, 2);
}

/* A complete temporary file of a killed program is recovered if it is newer, or if the checkpoint
 * is damaged; incomplete and older ones are not. */
static void
test_rescue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  NcsnTrainConfig config = ncsn_test_training (4, 2 * HALF);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);
  g_autofree char *aside = g_strconcat (fixture->path, ".aB3xY9.part", NULL);
  g_autofree char *half = g_strconcat (fixture->path, ".000000.part", NULL);

  for (guint i = 0; i < 2; i++) {
    g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, NULL));
    ncsn_test_steps (trainer, 1);
  }
  g_assert_false (ncsn_checkpoint_rescue (fixture->path));
  /* A newer file is recovered, and the checkpoint becomes the previous one. */
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, aside, NULL));
  g_assert_true (g_file_set_contents (half, "half", -1, NULL));
  g_assert_true (ncsn_checkpoint_rescue (fixture->path));
  g_assert_cmpuint (steps_in (fixture->path), ==, 2);
  g_assert_cmpuint (steps_in (fixture->previous), ==, 1);
  /* An older file is not recovered. */
  g_assert_cmpint (g_rename (fixture->previous, aside), ==, 0);
  g_assert_false (ncsn_checkpoint_rescue (fixture->path));
  /* An older file is recovered if the checkpoint is damaged. */
  overwrite (fixture, "iteration=2", "iteration=3");
  g_assert_true (ncsn_checkpoint_rescue (fixture->path));
  g_assert_cmpuint (steps_in (fixture->path), ==, 1);
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_remove (half), ==, 0);
}

/* NCSNv2's noise levels are not trained: steps, averages and checkpoints do not change a bit of
 * them. */
static void
test_untrained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NcsnModel) again = NULL;
  NcsnTrainConfig training = unusual_training (&kinds[1]);
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init_refinenet (&config, NCSN_NETWORK_NCSNV2, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1,
                                    4, (NcsnLadder){10.0 / 3, 0.01, LEVELS});
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);
  const NcsnParameter *sigmas = ncsn_parameters_find (model->parameters, "sigmas");
  gsize at = sigmas->offset, bytes = LEVELS * sizeof (float);
  g_autofree float *before = g_memdup2 (model->values + at, bytes);
  g_autofree float *all = g_memdup2 (model->values, model->parameters->size * sizeof (float));
  for (guint i = 0; i < LEVELS; i++)
    g_assert_cmpfloat_with_epsilon (before[i], 10.0 / 3 * pow (0.003, i / (LEVELS - 1.0)), 1e-6);

  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &training, fixture->threads);
  ncsn_test_steps (trainer, HALF);
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, &error));
  g_autoptr (NcsnTrainer) resumed = resume (fixture, fixture->threads, &again, &error);
  g_assert_no_error (error);
  ncsn_test_steps (resumed, HALF);
  g_autoptr (NcsnModel) average = ncsn_trainer_average (resumed, &error);
  g_assert_cmpmem (model->values + at, bytes, before, bytes);
  g_assert_cmpmem (again->values + at, bytes, before, bytes);
  g_assert_cmpmem (average->values + at, bytes, before, bytes);
  /* All other parameters change. */
  for (guint i = 0; i < ncsn_parameters_count (model->parameters); i++) {
    const NcsnParameter *p = ncsn_parameters_get (model->parameters, i);
    gsize size = ncsn_shape_size (p->shape) * sizeof (float);
    if (p != sigmas)
      g_assert_true (memcmp (average->values + p->offset, all + p->offset, size) != 0);
  }
}

/* The folder has the last two checkpoints, with the caller's text, and no other file. */
static void
test_previous (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnModel) last = NULL, before = NULL;
  NcsnTrainConfig config = ncsn_test_training (4, 2 * HALF);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++) {
    guint64 steps;
    if (i == 1)
      ncsn_trainer_set_settings (trainer, "size=8\n");
    g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, &error));
    g_autofree char *settings = ncsn_checkpoint_settings (fixture->path, &steps, &error);
    g_assert_cmpuint (steps, ==, i);
    g_assert_cmpstr (settings, ==, i == 0 ? "" : "size=8\n");
    ncsn_test_steps (trainer, 1);
  }
  g_autoptr (NcsnTrainer) a = resume (fixture, fixture->threads, &last, &error);
  g_autoptr (NcsnTrainer) b = resume_from (fixture->previous, fixture->threads, &before, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ncsn_trainer_iteration (a), ==, 2);
  g_assert_cmpuint (ncsn_trainer_iteration (b), ==, 1);
  ncsn_test_steps (a, 1);
  ncsn_test_steps (b, 2);
  ncsn_test_same_state (a, b);
  ncsn_test_same_state (a, trainer);
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  for (guint i = 0; i < 3; i++)
    g_assert_true ((g_dir_read_name (folder) == NULL) == (i == 2));
}

/* Going back restores the weights of the checkpoint, uses new batches and halves the rate. Another
 * checkpoint keeps all this. */
static void
test_fall_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0), again = NULL;
  NcsnTrainConfig config = ncsn_test_training (4, 2 * HALF);
  g_autoptr (NcsnTrainer) trainer = ncsn_test_trainer (model, &config, fixture->threads);
  gsize bytes = trainer->model->parameters->size * sizeof (float);
  g_autoptr (GError) error = NULL;

  ncsn_test_steps (trainer, HALF / 2);
  g_autofree float *weights = g_memdup2 (model->values, bytes);
  g_autofree float *average = g_memdup2 (trainer->average, bytes);
  g_autofree float *v = g_memdup2 (trainer->v, bytes);
  const double mean = ncsn_trainer_mean_loss (trainer);
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, &error));
  for (guint i = 1; i <= 2; i++) {
    ncsn_test_steps (trainer, 2);
    g_assert_cmpint (memcmp (model->values, weights, bytes), !=, 0);
    g_assert_true (ncsn_trainer_go_back (trainer, fixture->path, &error));
    g_assert_cmpmem (model->values, bytes, weights, bytes);
    g_assert_cmpmem (trainer->average, bytes, average, bytes);
    g_assert_cmpmem (trainer->v, bytes, v, bytes);
    g_assert_cmpfloat (ncsn_trainer_mean_loss (trainer), ==, mean);
    g_assert_cmpuint (ncsn_trainer_iteration (trainer), ==, HALF / 2 + 3 * i);
    g_assert_cmpfloat (trainer->rate_scale, ==, pow (0.5, i));
    g_assert_cmpuint (ncsn_trainer_divergences (trainer), ==, i);
  }
  g_assert_true (ncsn_trainer_save_checkpoint (trainer, fixture->path, &error));
  g_autoptr (NcsnTrainer) resumed = resume (fixture, fixture->threads, &again, &error);
  ncsn_test_steps (trainer, 2);
  ncsn_test_steps (resumed, 2);
  ncsn_test_same_state (trainer, resumed);
  /* After the warm-up, the rate falls with the remaining steps. */
  g_assert_cmpfloat_with_epsilon (ncsn_trainer_rate (resumed),
                                  0.25 * config.learning_rate * (1 - 13.0 / (2 * HALF)), 1e-12);
  g_assert_false (ncsn_trainer_go_back (trainer, fixture->folder, &error));
  g_assert_nonnull (error);
}

static void
add (const char *name, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/checkpoint/", name, NULL);

  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *name = g_strconcat ("resume/", kinds[i].name, NULL);
    add (name, &kinds[i], test_resume);
  }
  add ("old", NULL, test_old);
  add ("unknown", NULL, test_unknown);
  add ("ranges", NULL, test_ranges);
  add ("flips", NULL, test_flips);
  add ("damaged", NULL, test_damaged);
  add ("rescue", NULL, test_rescue);
  add ("untrained", NULL, test_untrained);
  add ("previous", NULL, test_previous);
  add ("fall-back", NULL, test_fall_back);
  return g_test_run ();
}
