/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table for writing and reading. */
#include "train/checkpoint-values.h"

#include <float.h>
#include <math.h>

#include "ncsn/error.h"

typedef enum { WHOLE32, WHOLE64, REAL, TRUTH } Kind;

typedef struct {
  const char *key;
  gsize offset; /* in NcsnTrainer */
  Kind kind;
  gboolean later;     /* not in the first version */
  guint64 most;       /* of a whole number */
  double least, last; /* of a real one */
} Value;

#define PLACE(member) offsetof (NcsnTrainer, member)
#define WHOLE(member, kind, later, most) PLACE (member), kind, later, most, 0, 0
#define NUMBER(member, later, least, last) PLACE (member), REAL, later, 0, least, last

G_STATIC_ASSERT (sizeof (NcsnSigmaDraw) == sizeof (guint));

/* Batches are drawn by steps of 32 bits. */
static const Value values[] = {
    {"seed", WHOLE (config.seed, WHOLE64, FALSE, G_MAXUINT64)},
    {"batch", WHOLE (config.batch, WHOLE32, FALSE, G_MAXUINT32)},
    {"learning-rate", NUMBER (config.learning_rate, FALSE, 0, 1)},
    {"constant-rate", WHOLE (config.constant_rate, TRUTH, TRUE, 1)},
    {"warmup", WHOLE (config.warmup, WHOLE32, FALSE, G_MAXUINT32)},
    {"ema", NUMBER (config.ema, FALSE, 0, 1)},
    {"clip", NUMBER (config.clip, FALSE, 0, DBL_MAX)},
    {"sigma-draw", WHOLE (config.sigma_draw, WHOLE32, FALSE, NCSN_SIGMA_LOG_NORMAL)},
    {"sigma-log-mean", NUMBER (config.sigma_log_mean, FALSE, -20, 20)},
    {"sigma-log-std", NUMBER (config.sigma_log_std, FALSE, 0, 10)},
    {"projections", WHOLE (config.projections, WHOLE32, TRUE, G_MAXUINT32)},
    {"iteration", WHOLE (iteration, WHOLE64, FALSE, G_MAXUINT32)},
    {"seconds", NUMBER (seconds, FALSE, 0, 1e10)},
    {"reserve", NUMBER (reserve, TRUE, 0, 1e10)},
    {"rate-scale", NUMBER (rate_scale, TRUE, DBL_MIN, 1)},
    {"falls", WHOLE (falls, WHOLE32, TRUE, G_MAXUINT32)},
    {"fell-at", WHOLE (diverged_at, WHOLE64, TRUE, G_MAXUINT32)},
    {"loss-sum", NUMBER (watch.sum, TRUE, -DBL_MAX, DBL_MAX)},
    {"loss-steps", WHOLE (watch.steps, WHOLE64, TRUE, G_MAXUINT32)},
    {"loss-best", NUMBER (watch.best, TRUE, -DBL_MAX, DBL_MAX)},
    {"loss-too-high", WHOLE (watch.too_high, WHOLE32, TRUE, NCSN_LOSS_PATIENCE - 1)},
    {"recent-sum", NUMBER (recent_sum, TRUE, -DBL_MAX, DBL_MAX)},
    {"recent", WHOLE (recent, WHOLE32, TRUE, NCSN_RECENT_STEPS)},
};

#define GROUP NCSN_CHECKPOINT_GROUP
#define MEMBER(type, trainer, value) G_STRUCT_MEMBER (type, trainer, (value)->offset)

void
ncsn_checkpoint_values_write (const NcsnTrainer *trainer, GKeyFile *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    const Value *value = &values[i];

    if (value->kind == REAL)
      g_key_file_set_double (file, GROUP, value->key, MEMBER (double, trainer, value));
    else if (value->kind == TRUTH)
      g_key_file_set_boolean (file, GROUP, value->key, MEMBER (gboolean, trainer, value));
    else
      g_key_file_set_uint64 (file, GROUP, value->key,
                             value->kind == WHOLE64 ? MEMBER (guint64, trainer, value)
                                                    : MEMBER (guint, trainer, value));
  }
}

static gboolean
read_value (const Value *value, const char *text, NcsnTrainer *trainer)
{
  guint64 whole = 0;
  char *end;

  if (value->kind == REAL) {
    double real = g_ascii_strtod (text, &end);
    MEMBER (double, trainer, value) = real;
    return end != text && *end == '\0' && real >= value->least && real <= value->last;
  }
  if (value->kind == TRUTH) {
    MEMBER (gboolean, trainer, value) = g_str_equal (text, "true");
    return g_str_equal (text, "true") || g_str_equal (text, "false");
  }
  if (!g_ascii_string_to_unsigned (text, 10, 0, value->most, &whole, NULL))
    return FALSE;
  if (value->kind == WHOLE64)
    MEMBER (guint64, trainer, value) = whole;
  else
    MEMBER (guint, trainer, value) = (guint)whole;
  return TRUE;
}

gboolean
ncsn_checkpoint_values_read (GKeyFile *file, NcsnTrainer *trainer, GError **error)
{
  const char *wrong = NULL;

  for (guint i = 0; !wrong && i < G_N_ELEMENTS (values); i++) {
    g_autofree char *text = g_key_file_get_value (file, GROUP, values[i].key, NULL);
    if (text ? !read_value (&values[i], text, trainer) : !values[i].later)
      wrong = values[i].key;
  }
  if (!wrong && trainer->diverged_at > trainer->iteration)
    wrong = "fell-at";
  if (wrong)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 "The checkpoint is damaged: its “%s” is missing or out of range.", wrong);
  return !wrong;
}
