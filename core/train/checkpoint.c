/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: a safetensors file with the model's metadata, a "training" entry (a key file, which
 * keeps 64-bit integers and doubles exactly) and four sets of tensors, named by the prefixes below.
 */
#include "train/trainer-private.h"

#include <string.h>

#include "model/file.h"
#include "model/json.h"
#include "ncsn/error.h"

#define WEIGHTS "weights/"
#define AVERAGE "average/"
#define MOMENT1 "adam-m/"
#define MOMENT2 "adam-v/"
#define GROUP "training"

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

/* Reads all but the limits, which the caller has set. */
static gboolean
training_from_text (const char *text, NcsnTrainConfig *c, guint64 *iteration, double *seconds,
                    GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  guint loss, probe;

  if (!text || !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &local)) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         "It is a model, not a training checkpoint.");
    return FALSE;
  }
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
  *iteration = g_key_file_get_uint64 (file, GROUP, "iteration", NULL);
  *seconds = g_key_file_get_double (file, GROUP, "seconds", NULL);
  return TRUE;
}

gboolean
ncsn_trainer_save_checkpoint (const NcsnTrainer *t, const char *path, GError **error)
{
  const NcsnParameters *parameters = t->model->parameters;
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (t->model);

  ncsn_model_append_tensors (parameters, t->model->values, WEIGHTS, tensors, names);
  ncsn_model_append_tensors (parameters, t->average, AVERAGE, tensors, names);
  ncsn_model_append_tensors (parameters, t->m, MOMENT1, tensors, names);
  ncsn_model_append_tensors (parameters, t->v, MOMENT2, tensors, names);
  g_hash_table_replace (metadata, g_strdup ("format"), g_strdup ("ncsn-checkpoint-1"));
  g_hash_table_insert (metadata, g_strdup (GROUP), training_to_text (t));
  return ncsn_safetensors_write (path, (const NcsnTensor *)(gpointer)tensors->data, tensors->len,
                                 metadata, error);
}

/* A trainer around the model of a parsed checkpoint. */
static NcsnTrainer *
restore (const NcsnSafetensors *file, NcsnModel *model, const NcsnTrainConfig *limits,
         NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data, GError **error)
{
  NcsnTrainConfig config = *limits;
  guint64 iteration;
  double seconds;

  if (!training_from_text (ncsn_safetensors_metadata (file, GROUP), &config, &iteration, &seconds,
                           error))
    return NULL;
  g_autoptr (NcsnTrainer) t =
      ncsn_trainer_allocate (model, &config, threads, batch, batch_data, error);
  if (!t || !ncsn_model_read_values (file, AVERAGE, model->parameters, t->average, error) ||
      !ncsn_model_read_values (file, MOMENT1, model->parameters, t->m, error) ||
      !ncsn_model_read_values (file, MOMENT2, model->parameters, t->v, error))
    return NULL;
  t->iteration = iteration;
  t->seconds = seconds;
  return g_steal_pointer (&t);
}

NcsnTrainer *
ncsn_trainer_resume (const char *checkpoint, const NcsnTrainConfig *config, NcsnThreads *threads,
                     NcsnBatchFunc batch, gpointer batch_data, NcsnModel **model, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_read (checkpoint, error);
  g_autoptr (NcsnModel) own = file ? ncsn_model_from_safetensors (file, WEIGHTS, error) : NULL;
  NcsnTrainer *trainer =
      own ? restore (file, own, config, threads, batch, batch_data, error) : NULL;

  if (trainer)
    *model = g_steal_pointer (&own);
  else if (file)
    g_prefix_error (error, "%s: ", checkpoint);
  return trainer;
}
