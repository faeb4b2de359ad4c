/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: a safetensors file with the model's metadata, a "training" entry (a key file, which
 * keeps 64-bit integers and doubles exactly), a digest of it all, and four sets of tensors, named
 * by the prefixes below. */
#include "train/checkpoint-values.h"

#include <string.h>

#include "model/digest.h"
#include "model/file.h"
#include "model/json.h"
#include "ncsn/error.h"

#define WEIGHTS "weights/"
#define AVERAGE "average/"
#define MOMENT1 "adam-m/"
#define MOMENT2 "adam-v/"
#define GROUP NCSN_CHECKPOINT_GROUP
#define SETTINGS "settings"
#define PREVIOUS ".previous"

#define FORMAT "ncsn-checkpoint-2"
#define FORMAT_WITHOUT_DIGEST "ncsn-checkpoint-1"

static char *
training_to_text (const NcsnTrainer *t)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  ncsn_checkpoint_values_write (t, file);
  g_key_file_set_string (file, GROUP, "loss", ncsn_loss_names ()[t->config.loss]);
  g_key_file_set_string (file, GROUP, "probe", ncsn_probe_names ()[t->config.probe]);
  return g_key_file_to_data (file, NULL, NULL);
}

/* A whole file, which is what it was when it was written as far as its version can tell. */
static NcsnSafetensors *
read_container (const char *path, GError **error)
{
  g_autoptr (NcsnSafetensors) container = ncsn_safetensors_open (path, error);
  const char *format = container ? ncsn_safetensors_metadata (container, "format") : NULL;

  if (!container)
    return NULL;
  if (g_strcmp0 (format, FORMAT_WITHOUT_DIGEST) == 0)
    return g_steal_pointer (&container);
  if (g_strcmp0 (format, FORMAT) != 0)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         ncsn_safetensors_metadata (container, GROUP)
                             ? "It is a training checkpoint of another version."
                             : "It is a model, not a training checkpoint.");
  else if (ncsn_model_check_header (container, WEIGHTS, error) && ncsn_digest_check (path, error))
    return g_steal_pointer (&container);
  g_prefix_error (error, "%s: ", path);
  return NULL;
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

/* What a training is and how far it has come, but for its tensors, its limits and who shares it,
 * which the caller has set. */
static gboolean
read_training (const NcsnSafetensors *container, NcsnTrainer *values, GError **error)
{
  g_autoptr (GKeyFile) file = open_training (container, error);
  NcsnTrainConfig *config = &values->config;
  guint loss, probe;

  config->projections = 1;
  values->rate_scale = 1;
  if (!file || !ncsn_checkpoint_values_read (file, values, error) ||
      !read_choice (file, "loss", ncsn_loss_names (), &loss, error) ||
      !read_choice (file, "probe", ncsn_probe_names (), &probe, error))
    return FALSE;
  config->loss = (NcsnLoss)loss;
  config->probe = (NcsnProbe)probe;
  return TRUE;
}

/* Means of squares are none below 0. */
static gboolean
check_squares (const float *squares, gsize count, GError **error)
{
  for (gsize i = 0; i < count; i++)
    if (squares[i] < 0) {
      g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                           "The checkpoint is damaged: a mean of squares is below 0.");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_tensors (const NcsnSafetensors *container, NcsnTrainer *t, GError **error)
{
  const NcsnParameters *parameters = t->model->parameters;

  return ncsn_model_read_values (container, WEIGHTS, parameters, t->model->values, error) &&
         ncsn_model_read_values (container, AVERAGE, parameters, t->average, error) &&
         ncsn_model_read_values (container, MOMENT1, parameters, t->m, error) &&
         ncsn_model_read_values (container, MOMENT2, parameters, t->v, error) &&
         check_squares (t->v, parameters->size, error);
}

char *
ncsn_checkpoint_previous (const char *path)
{
  return g_strconcat (path, PREVIOUS, NULL);
}

/* Whether a file may take the place of the checkpoint before it. */
static gboolean
is_whole (const char *path)
{
  g_autoptr (NcsnSafetensors) old = NULL;

  if (ncsn_digest_check (path, NULL))
    return TRUE;
  old = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? ncsn_safetensors_read (path, NULL) : NULL;
  return old && g_strcmp0 (ncsn_safetensors_metadata (old, "format"), FORMAT_WITHOUT_DIGEST) == 0;
}

gboolean
ncsn_trainer_save_checkpoint (const NcsnTrainer *t, const char *path, GError **error)
{
  const NcsnParameters *parameters = t->model->parameters;
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (t->model);
  g_autofree char *previous = ncsn_checkpoint_previous (path);
  const gboolean keep = is_whole (path);

  ncsn_model_append_tensors (parameters, t->model->values, WEIGHTS, tensors, names);
  ncsn_model_append_tensors (parameters, t->average, AVERAGE, tensors, names);
  ncsn_model_append_tensors (parameters, t->m, MOMENT1, tensors, names);
  ncsn_model_append_tensors (parameters, t->v, MOMENT2, tensors, names);
  g_hash_table_replace (metadata, g_strdup ("format"), g_strdup (FORMAT));
  g_hash_table_insert (metadata, g_strdup (GROUP), training_to_text (t));
  g_hash_table_insert (metadata, g_strdup (NCSN_DIGEST_KEY), g_strdup (NCSN_DIGEST_BLANK));
  if (t->settings)
    g_hash_table_insert (metadata, g_strdup (SETTINGS), g_strdup (t->settings));
  return ncsn_safetensors_write_sealed (path, keep ? previous : NULL,
                                        (const NcsnTensor *)(gpointer)tensors->data, tensors->len,
                                        metadata, error);
}

/* All that a step changes, but for its tensors and the counters of steps and seconds. */
static void
take_state (NcsnTrainer *t, const NcsnTrainer *values)
{
  t->rate_scale = values->rate_scale;
  t->watch = values->watch;
  t->recent_sum = values->recent_sum;
  t->recent = values->recent;
}

/* A trainer around the model of a parsed checkpoint. */
static NcsnTrainer *
restore (const NcsnSafetensors *container, NcsnModel *model, const NcsnTrainConfig *limits,
         NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data, GError **error)
{
  NcsnTrainer values = {.config = *limits};

  if (!read_training (container, &values, error))
    return NULL;
  g_autoptr (NcsnTrainer) t =
      ncsn_trainer_allocate (model, &values.config, threads, batch, batch_data, error);
  if (!t || !read_tensors (container, t, error))
    return NULL;
  take_state (t, &values);
  t->iteration = values.iteration;
  t->seconds = values.seconds;
  ncsn_trainer_reserve (t, values.reserve); /* the limit may be another one */
  t->falls = values.falls;
  t->diverged_at = values.diverged_at;
  t->settings = g_strdup (ncsn_safetensors_metadata (container, SETTINGS));
  return g_steal_pointer (&t);
}

NcsnTrainer *
ncsn_trainer_resume (const char *checkpoint, const NcsnTrainConfig *config, NcsnThreads *threads,
                     NcsnBatchFunc batch, gpointer batch_data, NcsnModel **model, GError **error)
{
  g_autoptr (NcsnSafetensors) container = read_container (checkpoint, error);
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
ncsn_trainer_go_back (NcsnTrainer *t, const char *checkpoint, GError **error)
{
  const double scale = 0.5 * t->rate_scale;
  g_autoptr (NcsnSafetensors) container = read_container (checkpoint, error);
  NcsnTrainer values = {0};

  if (!container)
    return FALSE;
  if (!read_training (container, &values, error) || !ncsn_safetensors_load (container, error) ||
      !read_tensors (container, t, error)) {
    g_prefix_error (error, "%s: ", checkpoint);
    return FALSE;
  }
  take_state (t, &values);
  t->rate_scale = scale;
  t->iteration++; /* the step that failed is left out */
  t->diverged_at = t->iteration;
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

/* Whether a training could go on from this container, and after how many steps it would. */
static gboolean
check_whole (NcsnSafetensors *container, guint64 *iteration, GError **error)
{
  static const char *const prefixes[] = {AVERAGE, MOMENT1, MOMENT2};
  NcsnTrainer values = {0};
  g_autoptr (NcsnModel) model = read_training (container, &values, error)
                                    ? ncsn_model_from_safetensors (container, WEIGHTS, error)
                                    : NULL;

  if (!model)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (!ncsn_model_read_values (container, prefixes[i], model->parameters, model->values, error))
      return FALSE;
  *iteration = values.iteration;
  return TRUE;
}

char *
ncsn_checkpoint_settings (const char *path, guint64 *iteration, GError **error)
{
  g_autoptr (NcsnSafetensors) container = read_container (path, error);

  if (!container)
    return NULL;
  if (!check_whole (container, iteration, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  const char *settings = ncsn_safetensors_metadata (container, SETTINGS);
  return g_strdup (settings ? settings : "");
}
