/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: a safetensors file with the model's metadata, a "training" entry (a key file, which
 * keeps 64-bit integers and doubles exactly), a digest of the whole file, and four sets of tensors:
 * the weights, their average and Adam's two moments. */
#include "train/checkpoint-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/digest.h"
#include "model/file.h"
#include "ncsn/error.h"

#define GROUP NCSN_CHECKPOINT_GROUP
#define SETTINGS "settings"
#define PREVIOUS ".previous"

#define FORMAT "ncsn-checkpoint-2"
#define FORMAT_WITHOUT_DIGEST "ncsn-checkpoint-1"

/* The sets of tensors, in the order of the file; WEIGHTS is the model's own. */
enum { WEIGHTS, AVERAGE, MOMENT1, MOMENT2, N_SETS };

/* A tensor's name is the prefix of its set and the name of the parameter. */
static const char *const prefixes[N_SETS] = {"weights/", "average/", "adam-m/", "adam-v/"};

static void
list_sets (const NcsnTrainer *t, float *sets[N_SETS])
{
  sets[WEIGHTS] = t->model->values;
  sets[AVERAGE] = t->average;
  sets[MOMENT1] = t->m;
  sets[MOMENT2] = t->v;
}

static char *
training_to_text (const NcsnTrainer *t)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  ncsn_checkpoint_values_write (t, file);
  return g_key_file_to_data (file, NULL, NULL);
}

/* Opens a checkpoint and checks its header and its digest; the first version had no digest. */
static NcsnSafetensors *
read_container (const char *path, GError **error)
{
  g_autoptr (NcsnSafetensors) container = ncsn_safetensors_open (path, error);

  if (container == NULL)
    return NULL;
  const char *format = ncsn_safetensors_metadata (container, "format");
  if (g_strcmp0 (format, FORMAT_WITHOUT_DIGEST) == 0)
    return g_steal_pointer (&container);
  if (g_strcmp0 (format, FORMAT) != 0)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         ncsn_safetensors_metadata (container, GROUP) != NULL
                             ? _ ("It is a training checkpoint of another version.")
                             : _ ("It is a model, not a training checkpoint."));
  else if (ncsn_model_check_header (container, prefixes[WEIGHTS], error) &&
           ncsn_digest_check (path, error))
    return g_steal_pointer (&container);
  g_prefix_error (error, "%s: ", path);
  return NULL;
}

/* The "training" entry, which only checkpoints have. */
static GKeyFile *
open_training (const NcsnSafetensors *container, GError **error)
{
  const char *text = ncsn_safetensors_metadata (container, GROUP);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text != NULL && g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return g_steal_pointer (&file);
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                       _ ("It is a model, not a training checkpoint."));
  return NULL;
}

/* Reads the configuration and the state of a training into `t`, except for the tensors. The limits,
 * the true score and the communicator are not in the file: they stay as the caller has set them. */
static gboolean
read_training (const NcsnSafetensors *container, NcsnTrainer *t, GError **error)
{
  g_autoptr (GKeyFile) file = open_training (container, error);

  /* For files of versions that did not write them. */
  t->config.projections = 1;
  t->config.optimizer = NCSN_OPTIMIZER_ADAM;
  t->rate_scale = 1;
  return file != NULL && ncsn_checkpoint_values_read (file, t, error);
}

/* Adam's second moments are means of squares, so they are never negative. */
static gboolean
check_squares (const float *squares, gsize count, GError **error)
{
  for (gsize i = 0; i < count; i++)
    if (squares[i] < 0) {
      g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                           _ ("The checkpoint is damaged: a mean of squares is below 0."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_tensors (const NcsnSafetensors *container, NcsnTrainer *t, GError **error)
{
  const NcsnParameters *parameters = t->model->parameters;
  float *sets[N_SETS];

  list_sets (t, sets);
  for (guint i = 0; i < N_SETS; i++)
    if (!ncsn_model_read_values (container, prefixes[i], parameters, sets[i], error))
      return FALSE;
  return check_squares (t->v, parameters->size, error);
}

char *
ncsn_checkpoint_previous (const char *path)
{
  return g_strconcat (path, PREVIOUS, NULL);
}

/* Whether a checkpoint is undamaged, so that it may become the previous one. */
static gboolean
is_complete (const char *path)
{
  g_autoptr (NcsnSafetensors) old = NULL;

  if (ncsn_digest_check (path, NULL))
    return TRUE;
  old = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? ncsn_safetensors_read (path, NULL) : NULL;
  return old != NULL &&
         g_strcmp0 (ncsn_safetensors_metadata (old, "format"), FORMAT_WITHOUT_DIGEST) == 0;
}

gboolean
ncsn_trainer_save_checkpoint (const NcsnTrainer *t, const char *path, GError **error)
{
  float *sets[N_SETS];
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (t->model);
  g_autofree char *previous = ncsn_checkpoint_previous (path);
  const gboolean keep = is_complete (path);

  list_sets (t, sets);
  for (guint i = 0; i < N_SETS; i++)
    ncsn_model_append_tensors (t->model->parameters, sets[i], prefixes[i], tensors, names);
  g_hash_table_replace (metadata, g_strdup ("format"), g_strdup (FORMAT));
  g_hash_table_insert (metadata, g_strdup (GROUP), training_to_text (t));
  g_hash_table_insert (metadata, g_strdup (NCSN_DIGEST_KEY), g_strdup (NCSN_DIGEST_BLANK));
  if (t->settings != NULL)
    g_hash_table_insert (metadata, g_strdup (SETTINGS), g_strdup (t->settings));
  return ncsn_safetensors_write_sealed (path, keep ? previous : NULL,
                                        (const NcsnTensor *)(gpointer)tensors->data, tensors->len,
                                        metadata, error);
}

/* A trainer with the state of a checkpoint; `model` has its weights. */
static NcsnTrainer *
restore (const NcsnSafetensors *container, NcsnModel *model, const NcsnTrainConfig *limits,
         NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data, GError **error)
{
  NcsnTrainer values = {.config = *limits};

  /* The configuration decides which buffers there are, so it is read before the trainer exists. */
  if (!read_training (container, &values, error))
    return NULL;
  g_autoptr (NcsnTrainer) t =
      ncsn_trainer_allocate (model, &values.config, threads, batch, batch_data, error);
  if (t == NULL || !read_training (container, t, error) || !read_tensors (container, t, error))
    return NULL;
  ncsn_trainer_reserve (t, t->reserve); /* the limit may be another one */
  t->settings = g_strdup (ncsn_safetensors_metadata (container, SETTINGS));
  return g_steal_pointer (&t);
}

NcsnTrainer *
ncsn_trainer_resume (const char *checkpoint, const NcsnTrainConfig *config, NcsnThreads *threads,
                     NcsnBatchFunc batch, gpointer batch_data, NcsnModel **model, GError **error)
{
  g_autoptr (NcsnSafetensors) container = read_container (checkpoint, error);
  g_autoptr (NcsnModel) own =
      container != NULL ? ncsn_model_from_safetensors (container, prefixes[WEIGHTS], error) : NULL;
  NcsnTrainer *trainer =
      own != NULL ? restore (container, own, config, threads, batch, batch_data, error) : NULL;

  if (trainer != NULL)
    *model = g_steal_pointer (&own);
  else if (container != NULL)
    g_prefix_error (error, "%s: ", checkpoint);
  return trainer;
}

gboolean
ncsn_trainer_go_back (NcsnTrainer *t, const char *checkpoint, GError **error)
{
  g_autoptr (NcsnSafetensors) container = read_container (checkpoint, error);
  NcsnTrainer values = {0};

  if (container == NULL)
    return FALSE;
  if (!read_training (container, &values, error) || !ncsn_safetensors_load (container, error) ||
      !read_tensors (container, t, error)) {
    g_prefix_error (error, "%s: ", checkpoint);
    return FALSE;
  }
  t->watch = values.watch;
  t->rate_scale *= 0.5;
  t->iteration++; /* leaves out the step that failed */
  t->diverged_at = t->iteration;
  t->recent_sum = t->recent = 0;
  t->divergences++;
  return TRUE;
}

void
ncsn_trainer_set_settings (NcsnTrainer *t, const char *settings)
{
  g_free (t->settings);
  t->settings = g_strdup (settings);
}

/* Checks everything that resuming needs, and reads the number of steps. */
static gboolean
check_complete (NcsnSafetensors *container, guint64 *iteration, GError **error)
{
  NcsnTrainer values = {0};

  if (!read_training (container, &values, error))
    return FALSE;
  g_autoptr (NcsnModel) model = ncsn_model_from_safetensors (container, prefixes[WEIGHTS], error);
  if (model == NULL)
    return FALSE;
  for (guint i = WEIGHTS + 1; i < N_SETS; i++)
    if (!ncsn_model_read_values (container, prefixes[i], model->parameters, model->values, error))
      return FALSE;
  *iteration = values.iteration;
  return TRUE;
}

char *
ncsn_checkpoint_settings (const char *path, guint64 *iteration, GError **error)
{
  g_autoptr (NcsnSafetensors) container = read_container (path, error);

  if (container == NULL)
    return NULL;
  if (!check_complete (container, iteration, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  const char *settings = ncsn_safetensors_metadata (container, SETTINGS);
  return g_strdup (settings != NULL ? settings : "");
}
