/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: a safetensors file with the model's metadata, a "training" entry (a key file, which
 * keeps 64-bit integers and doubles exactly) and four sets of tensors, named by the prefixes below.
 */
#include "train/trainer-private.h"

#include <math.h>
#include <string.h>

#include "model/file.h"
#include "model/json.h"
#include "ncsn/error.h"

#define WEIGHTS "weights/"
#define AVERAGE "average/"
#define MOMENT1 "adam-m/"
#define MOMENT2 "adam-v/"
#define GROUP "training"
#define SETTINGS "settings"
#define PREVIOUS ".previous"

static char *
training_to_text (const NcsnTrainer *t)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const NcsnTrainConfig *c = &t->config;

  g_key_file_set_uint64 (file, GROUP, "seed", c->seed);
  g_key_file_set_uint64 (file, GROUP, "batch", c->batch);
  g_key_file_set_double (file, GROUP, "learning-rate", c->learning_rate);
  g_key_file_set_boolean (file, GROUP, "constant-rate", c->constant_rate);
  g_key_file_set_uint64 (file, GROUP, "warmup", c->warmup);
  g_key_file_set_double (file, GROUP, "ema", c->ema);
  g_key_file_set_double (file, GROUP, "clip", c->clip);
  g_key_file_set_uint64 (file, GROUP, "sigma-draw", c->sigma_draw);
  g_key_file_set_double (file, GROUP, "sigma-log-mean", c->sigma_log_mean);
  g_key_file_set_double (file, GROUP, "sigma-log-std", c->sigma_log_std);
  g_key_file_set_string (file, GROUP, "loss", ncsn_loss_names ()[c->loss]);
  g_key_file_set_string (file, GROUP, "probe", ncsn_probe_names ()[c->probe]);
  g_key_file_set_uint64 (file, GROUP, "projections", c->projections);
  g_key_file_set_uint64 (file, GROUP, "iteration", t->iteration);
  g_key_file_set_double (file, GROUP, "seconds", t->seconds);
  g_key_file_set_double (file, GROUP, "rate-scale", t->rate_scale);
  g_key_file_set_uint64 (file, GROUP, "falls", t->falls);
  g_key_file_set_uint64 (file, GROUP, "fell-at", t->fell_at);
  g_key_file_set_double (file, GROUP, "loss-sum", t->watch.sum);
  g_key_file_set_uint64 (file, GROUP, "loss-steps", t->watch.steps);
  g_key_file_set_double (file, GROUP, "loss-best", t->watch.best);
  g_key_file_set_uint64 (file, GROUP, "loss-too-high", t->watch.too_high);
  g_key_file_set_double (file, GROUP, "recent-sum", t->recent_sum);
  g_key_file_set_uint64 (file, GROUP, "recent", t->recent);
  return g_key_file_to_data (file, NULL, NULL);
}

/* Which of `names` an entry holds; the first for checkpoints from before there was a choice. */
static gboolean
read_choice (GKeyFile *file, const char *key, const char *const *names, guint *choice,
             GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, key, NULL);

  *choice = 0;
  if (!text)
    return TRUE;
  for (guint i = 0; names[i]; i++)
    if (g_str_equal (text, names[i])) {
      *choice = i;
      return TRUE;
    }
  g_autofree char *name = ncsn_json_printable (text);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               "The checkpoint has the %s “%s”, which this version does not know.", key, name);
  return FALSE;
}

/* The "training" entry, which only checkpoints have. */
static GKeyFile *
open_training (const NcsnSafetensors *container, GError **error)
{
  const char *text = ncsn_safetensors_metadata (container, GROUP);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text && g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return g_steal_pointer (&file);
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                       "It is a model, not a training checkpoint.");
  return NULL;
}

/* Reads all but the limits, which the caller has set. */
static gboolean
read_config (GKeyFile *file, NcsnTrainConfig *c, GError **error)
{
  guint loss, probe;

  c->seed = g_key_file_get_uint64 (file, GROUP, "seed", NULL);
  c->batch = (guint)MIN (g_key_file_get_uint64 (file, GROUP, "batch", NULL), G_MAXUINT);
  c->learning_rate = g_key_file_get_double (file, GROUP, "learning-rate", NULL);
  c->constant_rate = g_key_file_get_boolean (file, GROUP, "constant-rate", NULL);
  c->warmup = (guint)MIN (g_key_file_get_uint64 (file, GROUP, "warmup", NULL), G_MAXUINT);
  c->ema = g_key_file_get_double (file, GROUP, "ema", NULL);
  c->clip = g_key_file_get_double (file, GROUP, "clip", NULL);
  c->sigma_draw = g_key_file_get_uint64 (file, GROUP, "sigma-draw", NULL) == NCSN_SIGMA_LADDER
                      ? NCSN_SIGMA_LADDER
                      : NCSN_SIGMA_LOG_NORMAL;
  c->sigma_log_mean = g_key_file_get_double (file, GROUP, "sigma-log-mean", NULL);
  c->sigma_log_std = g_key_file_get_double (file, GROUP, "sigma-log-std", NULL);
  if (!read_choice (file, "loss", ncsn_loss_names (), &loss, error) ||
      !read_choice (file, "probe", ncsn_probe_names (), &probe, error))
    return FALSE;
  c->loss = (NcsnLoss)loss;
  c->probe = (NcsnProbe)probe;
  c->projections = 1;
  if (g_key_file_has_key (file, GROUP, "projections", NULL))
    c->projections =
        (guint)MIN (g_key_file_get_uint64 (file, GROUP, "projections", NULL), G_MAXUINT);
  return TRUE;
}

/* Everything that a step changes, but for the counters of steps and seconds. When it fails, part of
 * it may have been read. */
static gboolean
read_state (const NcsnSafetensors *container, GKeyFile *file, NcsnTrainer *t, GError **error)
{
  const NcsnParameters *parameters = t->model->parameters;

  t->rate_scale = 1;
  if (g_key_file_has_key (file, GROUP, "rate-scale", NULL))
    t->rate_scale = g_key_file_get_double (file, GROUP, "rate-scale", NULL);
  t->watch = (NcsnLossWatch){
      .sum = g_key_file_get_double (file, GROUP, "loss-sum", NULL),
      .steps = g_key_file_get_uint64 (file, GROUP, "loss-steps", NULL),
      .best = g_key_file_get_double (file, GROUP, "loss-best", NULL),
      .too_high = (guint)MIN (g_key_file_get_uint64 (file, GROUP, "loss-too-high", NULL),
                              NCSN_LOSS_PATIENCE - 1)};
  t->recent_sum = g_key_file_get_double (file, GROUP, "recent-sum", NULL);
  t->recent = (guint)MIN (g_key_file_get_uint64 (file, GROUP, "recent", NULL), NCSN_RECENT_STEPS);
  if (!(t->rate_scale > 0 && t->rate_scale <= 1 && isfinite (t->watch.sum) &&
        isfinite (t->watch.best) && isfinite (t->recent_sum))) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         "The checkpoint's rate or its loss is out of range.");
    return FALSE;
  }
  return ncsn_model_read_values (container, WEIGHTS, parameters, t->model->values, error) &&
         ncsn_model_read_values (container, AVERAGE, parameters, t->average, error) &&
         ncsn_model_read_values (container, MOMENT1, parameters, t->m, error) &&
         ncsn_model_read_values (container, MOMENT2, parameters, t->v, error);
}

char *
ncsn_checkpoint_previous (const char *path)
{
  return g_strconcat (path, PREVIOUS, NULL);
}

gboolean
ncsn_trainer_save_checkpoint (const NcsnTrainer *t, const char *path, GError **error)
{
  const NcsnParameters *parameters = t->model->parameters;
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (t->model);
  g_autofree char *previous = ncsn_checkpoint_previous (path);

  ncsn_model_append_tensors (parameters, t->model->values, WEIGHTS, tensors, names);
  ncsn_model_append_tensors (parameters, t->average, AVERAGE, tensors, names);
  ncsn_model_append_tensors (parameters, t->m, MOMENT1, tensors, names);
  ncsn_model_append_tensors (parameters, t->v, MOMENT2, tensors, names);
  g_hash_table_replace (metadata, g_strdup ("format"), g_strdup ("ncsn-checkpoint-1"));
  g_hash_table_insert (metadata, g_strdup (GROUP), training_to_text (t));
  if (t->settings)
    g_hash_table_insert (metadata, g_strdup (SETTINGS), g_strdup (t->settings));
  return ncsn_safetensors_write_keeping (
      path, previous, (const NcsnTensor *)(gpointer)tensors->data, tensors->len, metadata, error);
}

/* A trainer around the model of a parsed checkpoint. */
static NcsnTrainer *
restore (const NcsnSafetensors *container, NcsnModel *model, const NcsnTrainConfig *limits,
         NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data, GError **error)
{
  NcsnTrainConfig config = *limits;
  g_autoptr (GKeyFile) file = open_training (container, error);

  if (!file || !read_config (file, &config, error))
    return NULL;
  g_autoptr (NcsnTrainer) t =
      ncsn_trainer_allocate (model, &config, threads, batch, batch_data, error);
  if (!t || !read_state (container, file, t, error))
    return NULL;
  t->iteration = g_key_file_get_uint64 (file, GROUP, "iteration", NULL);
  t->seconds = g_key_file_get_double (file, GROUP, "seconds", NULL);
  t->falls = (guint)MIN (g_key_file_get_uint64 (file, GROUP, "falls", NULL), G_MAXUINT);
  t->fell_at = g_key_file_get_uint64 (file, GROUP, "fell-at", NULL);
  t->settings = g_strdup (ncsn_safetensors_metadata (container, SETTINGS));
  return g_steal_pointer (&t);
}

NcsnTrainer *
ncsn_trainer_resume (const char *checkpoint, const NcsnTrainConfig *config, NcsnThreads *threads,
                     NcsnBatchFunc batch, gpointer batch_data, NcsnModel **model, GError **error)
{
  g_autoptr (NcsnSafetensors) container = ncsn_safetensors_read (checkpoint, error);
  g_autoptr (NcsnModel) own =
      container ? ncsn_model_from_safetensors (container, WEIGHTS, error) : NULL;
  NcsnTrainer *trainer =
      own ? restore (container, own, config, threads, batch, batch_data, error) : NULL;

  if (trainer)
    *model = g_steal_pointer (&own);
  else if (container)
    g_prefix_error (error, "%s: ", checkpoint);
  return trainer;
}

gboolean
ncsn_trainer_fall_back (NcsnTrainer *t, const char *checkpoint, GError **error)
{
  const double scale = 0.5 * t->rate_scale;
  g_autoptr (NcsnSafetensors) container = ncsn_safetensors_read (checkpoint, error);

  if (!container)
    return FALSE;
  g_autoptr (GKeyFile) file = open_training (container, error);
  const gboolean whole = file && read_state (container, file, t, error);
  if (!whole)
    g_prefix_error (error, "%s: ", checkpoint);
  t->rate_scale = whole ? scale : 2 * scale;
  if (!whole)
    return FALSE;
  t->iteration++; /* the step that failed is left out */
  t->fell_at = t->iteration;
  t->recent_sum = t->recent = 0;
  t->falls++;
  return TRUE;
}

void
ncsn_trainer_set_settings (NcsnTrainer *t, const char *settings)
{
  g_free (t->settings);
  t->settings = g_strdup (settings);
}

/* Whether a training could go on from this container. */
static gboolean
check_whole (const NcsnSafetensors *container, GError **error)
{
  static const char *const prefixes[] = {AVERAGE, MOMENT1, MOMENT2};
  g_autoptr (GKeyFile) file = open_training (container, error);
  g_autoptr (NcsnModel) model =
      file ? ncsn_model_from_safetensors (container, WEIGHTS, error) : NULL;
  NcsnTrainConfig config;

  if (!model || !read_config (file, &config, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (!ncsn_model_read_values (container, prefixes[i], model->parameters, model->values, error))
      return FALSE;
  return TRUE;
}

char *
ncsn_checkpoint_settings (const char *path, GError **error)
{
  g_autoptr (NcsnSafetensors) container = ncsn_safetensors_read (path, error);

  if (!container)
    return NULL;
  if (!check_whole (container, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  const char *settings = ncsn_safetensors_metadata (container, SETTINGS);
  return g_strdup (settings ? settings : "");
}
