/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads the values of a training, both by one table. A new value is a new row; keys stay
 * as they are, because files have them. */
#include "train/checkpoint-values.h"

#include <glib/gi18n-lib.h>
#include <float.h>
#include <math.h>

#include "model/json.h"
#include "ncsn/error.h"

typedef enum { UINT32, UINT64, REAL, BOOLEAN, CHOICE } Kind;

typedef struct {
  const char *key;
  gsize offset; /* in NcsnTrainer */
  Kind kind;
  gboolean optional;                  /* older versions did not write it */
  guint64 max_integer;                /* of an integer */
  double min_real, max_real;          /* of a real number */
  const char *const *(*names) (void); /* of a choice, by its number */
} Value;

#define PLACE(member) offsetof (NcsnTrainer, member)
#define INTEGER(member, kind, optional, max) PLACE (member), kind, optional, max, 0, 0, NULL
#define REAL_NUMBER(member, optional, min, max) PLACE (member), REAL, optional, 0, min, max, NULL
#define NAME(member, names) PLACE (member), CHOICE, TRUE, 0, 0, 0, names

G_STATIC_ASSERT (sizeof (NcsnSigmaDraw) == sizeof (guint));
G_STATIC_ASSERT (sizeof (NcsnLoss) == sizeof (guint));
G_STATIC_ASSERT (sizeof (NcsnProbe) == sizeof (guint));
G_STATIC_ASSERT (sizeof (NcsnNoise) == sizeof (guint));
G_STATIC_ASSERT (sizeof (NcsnOptimizer) == sizeof (guint));

/* Iterations have 32 bits, since batches are drawn by (seed, step) with a step of 32 bits. */
static const Value values[] = {
    {"seed", INTEGER (config.seed, UINT64, FALSE, G_MAXUINT64)},
    {"batch", INTEGER (config.batch, UINT32, FALSE, G_MAXUINT32)},
    {"learning-rate", REAL_NUMBER (config.learning_rate, FALSE, 0, 1)},
    {"constant-rate", INTEGER (config.constant_rate, BOOLEAN, TRUE, 1)},
    {"warmup", INTEGER (config.warmup, UINT32, FALSE, G_MAXUINT32)},
    {"ema", REAL_NUMBER (config.ema, FALSE, 0, 1)},
    {"clip", REAL_NUMBER (config.clip, FALSE, 0, DBL_MAX)},
    {"sigma-draw", INTEGER (config.sigma_draw, UINT32, FALSE, NCSN_SIGMA_LOG_NORMAL)},
    {"sigma-log-mean", REAL_NUMBER (config.sigma_log_mean, FALSE, -20, 20)},
    {"sigma-log-std", REAL_NUMBER (config.sigma_log_std, FALSE, 0, 10)},
    {"projections", INTEGER (config.projections, UINT32, TRUE, G_MAXUINT32)},
    {"iteration", INTEGER (iteration, UINT64, FALSE, G_MAXUINT32)},
    {"seconds", REAL_NUMBER (seconds, FALSE, 0, 1e10)},
    {"reserve", REAL_NUMBER (reserve, TRUE, 0, 1e10)},
    {"rate-scale", REAL_NUMBER (rate_scale, TRUE, DBL_MIN, 1)},
    {"falls", INTEGER (divergences, UINT32, TRUE, G_MAXUINT32)},
    {"fell-at", INTEGER (diverged_at, UINT64, TRUE, G_MAXUINT32)},
    {"loss-sum", REAL_NUMBER (watch.sum, TRUE, -DBL_MAX, DBL_MAX)},
    {"loss-steps", INTEGER (watch.steps, UINT64, TRUE, G_MAXUINT32)},
    {"loss-best", REAL_NUMBER (watch.best, TRUE, -DBL_MAX, DBL_MAX)},
    {"loss-too-high", INTEGER (watch.too_high, UINT32, TRUE, NCSN_LOSS_PATIENCE - 1)},
    {"recent-sum", REAL_NUMBER (recent_sum, TRUE, -DBL_MAX, DBL_MAX)},
    {"recent", INTEGER (recent, UINT32, TRUE, NCSN_RECENT_STEPS)},
    {"loss", NAME (config.loss, ncsn_loss_names)},
    {"probe", NAME (config.probe, ncsn_probe_names)},
    {"noise", NAME (config.noise, ncsn_noise_names)},
    {"optimizer", NAME (config.optimizer, ncsn_optimizer_names)},
};

#define GROUP NCSN_CHECKPOINT_GROUP
#define MEMBER(type, trainer, value) G_STRUCT_MEMBER (type, trainer, (value)->offset)

static void
write_value (const Value *value, const NcsnTrainer *trainer, GKeyFile *file)
{
  switch (value->kind) {
  case REAL:
    g_key_file_set_double (file, GROUP, value->key, MEMBER (double, trainer, value));
    break;
  case BOOLEAN:
    g_key_file_set_boolean (file, GROUP, value->key, MEMBER (gboolean, trainer, value));
    break;
  case CHOICE:
    g_key_file_set_string (file, GROUP, value->key,
                           value->names ()[MEMBER (guint, trainer, value)]);
    break;
  case UINT64:
    g_key_file_set_uint64 (file, GROUP, value->key, MEMBER (guint64, trainer, value));
    break;
  case UINT32:
  default:
    g_key_file_set_uint64 (file, GROUP, value->key, MEMBER (guint, trainer, value));
  }
}

void
ncsn_checkpoint_values_write (const NcsnTrainer *trainer, GKeyFile *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    write_value (&values[i], trainer, file);
}

static gboolean
refuse (const char *key, GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("The checkpoint is damaged: its “%s” is missing or out of range."), key);
  return FALSE;
}

static gboolean
read_choice (const Value *value, const char *text, NcsnTrainer *trainer, GError **error)
{
  const char *const *names = value->names ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (text, names[i])) {
      MEMBER (guint, trainer, value) = i;
      return TRUE;
    }
  g_autofree char *name = ncsn_json_printable (text);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("The checkpoint has the %s “%s”, which this version does not know."), value->key,
               name);
  return FALSE;
}

/* Reads a value that is not a choice; FALSE when it is not of its kind or out of range. */
static gboolean
read_plain (const Value *value, const char *text, NcsnTrainer *trainer)
{
  guint64 integer = 0;
  char *end;

  if (value->kind == REAL) {
    double real = g_ascii_strtod (text, &end);
    MEMBER (double, trainer, value) = real;
    return end != text && *end == '\0' && real >= value->min_real && real <= value->max_real;
  }
  if (value->kind == BOOLEAN) {
    MEMBER (gboolean, trainer, value) = g_str_equal (text, "true");
    return g_str_equal (text, "true") || g_str_equal (text, "false");
  }
  if (!g_ascii_string_to_unsigned (text, 10, 0, value->max_integer, &integer, NULL))
    return FALSE;
  if (value->kind == UINT64)
    MEMBER (guint64, trainer, value) = integer;
  else
    MEMBER (guint, trainer, value) = (guint)integer;
  return TRUE;
}

static gboolean
read_value (const Value *value, GKeyFile *file, NcsnTrainer *trainer, GError **error)
{
  g_autofree char *text = g_key_file_get_value (file, GROUP, value->key, NULL);

  if (text == NULL)
    return value->optional || refuse (value->key, error);
  if (value->kind == CHOICE)
    return read_choice (value, text, trainer, error);
  return read_plain (value, text, trainer) || refuse (value->key, error);
}

gboolean
ncsn_checkpoint_values_read (GKeyFile *file, NcsnTrainer *trainer, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (!read_value (&values[i], file, trainer, error))
      return FALSE;
  return trainer->diverged_at <= trainer->iteration || refuse ("fell-at", error);
}
