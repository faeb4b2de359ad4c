/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a task as a key file, and back with every value checked. */
#include "ncsn/record.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"

#define KEY(record, key) (record), NCSN_RECORD_GROUP, (key)

/* Changes when the same settings draw another picture; older records have no revision.
 * 1: chains start from ncsn_sample_start (), and the fills of a pair have one class.
 * 2: fills by patches begin from large pieces; denoising and varying work in tiles.
 * 3: sheets are drawn by patches that overlap. */
#define REVISION "3"

static void
set_numbers (GKeyFile *record, const NcsnSampler *sampler, gboolean whole)
{
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++) {
    const NcsnNumberInfo *info = ncsn_number_info (number);
    const double value = ncsn_sampler_get (sampler, number);

    if (info->whole != whole)
      continue;
    if (whole)
      g_key_file_set_uint64 (KEY (record, info->name), (guint64)value);
    else /* GLib writes doubles by %.17g, whatever the locale. */
      g_key_file_set_double (KEY (record, info->name), value);
  }
}

/* What every record begins with. */
static GKeyFile *
begin (const char *task, guint64 seed)
{
  GKeyFile *record = g_key_file_new ();

  g_key_file_set_string (KEY (record, "version"), NCSN_VERSION);
  g_key_file_set_string (KEY (record, "revision"), REVISION);
  g_key_file_set_string (KEY (record, "task"), task);
  g_key_file_set_uint64 (KEY (record, "seed"), seed);
  return record;
}

GKeyFile *
ncsn_record_new_from_picture (const char *task, const char *name, const char *hash, guint64 seed)
{
  GKeyFile *record = begin (task, seed);

  g_key_file_set_string (KEY (record, "model"), name);
  g_key_file_set_string (KEY (record, "hash"), hash);
  return record;
}

GKeyFile *
ncsn_record_new (const char *task, const NcsnModel *model, const char *model_name,
                 const NcsnTaskOptions *options)
{
  const NcsnSampler *sampler = &options->sampler;

  if (model == NULL)
    return begin (task, options->seed);
  g_autofree char *hash = ncsn_model_hash (model);
  GKeyFile *record = ncsn_record_new_from_picture (task, model_name, hash, options->seed);

  g_key_file_set_integer (KEY (record, "class"), options->class_index);
  if (ncsn_guidance_scores (options->guidance) > 1)
    g_key_file_set_double (KEY (record, "guidance"), options->guidance);
  g_key_file_set_string (KEY (record, "sampler"), ncsn_rule_info (sampler->rule)->name);
  set_numbers (record, sampler, TRUE);
  set_numbers (record, sampler, FALSE);
  g_key_file_set_boolean (KEY (record, "denoise"), sampler->schedule.denoise);
  return record;
}

/* A value from a file for a quotation in a sentence: its first 40 characters, without control
 * characters (transfer full). */
static char *
quotable (const char *text)
{
  GString *quoted = g_string_new (NULL);

  for (guint n = 0; *text != '\0' && n < 40; n++, text = g_utf8_next_char (text)) {
    const gunichar character = g_utf8_get_char (text);

    g_string_append_unichar (quoted, g_unichar_isprint (character) ? character : '?');
  }
  return g_string_free (quoted, FALSE);
}

/* The text of a key (transfer full); NULL with an error when it is missing. */
static char *
get_text (GKeyFile *record, const char *key, GError **error)
{
  char *text = g_key_file_get_string (KEY (record, key), NULL);

  if (text == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The record of the picture is damaged: “%s” is missing."), key);
  return text;
}

static gboolean
refuse_value (const char *key, const char *text, GError **error)
{
  g_autofree char *quoted = quotable (text);

  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("The record of the picture is damaged: “%s” cannot be “%s”."), key, quoted);
  return FALSE;
}

static gboolean
get_real (GKeyFile *record, const char *key, double *value, GError **error)
{
  g_autofree char *text = get_text (record, key, error);
  g_autoptr (GError) unreadable = NULL;

  if (text == NULL)
    return FALSE;
  *value = g_key_file_get_double (KEY (record, key), &unreadable);
  return unreadable == NULL && isfinite (*value) ? TRUE : refuse_value (key, text, error);
}

static gboolean
get_whole (GKeyFile *record, const char *key, guint64 max, guint64 *value, GError **error)
{
  g_autofree char *text = get_text (record, key, error);

  if (text == NULL)
    return FALSE;
  return g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL)
             ? TRUE
             : refuse_value (key, text, error);
}

static gboolean
get_boolean (GKeyFile *record, const char *key, gboolean *value, GError **error)
{
  g_autofree char *text = get_text (record, key, error);

  if (text == NULL)
    return FALSE;
  *value = g_str_equal (text, "true");
  return *value || g_str_equal (text, "false") ? TRUE : refuse_value (key, text, error);
}

/* -1 or a class of the model. */
static gboolean
get_class (GKeyFile *record, const NcsnModel *model, int *class_index, GError **error)
{
  const guint n_classes = ncsn_model_config (model)->n_classes;
  g_autofree char *text = get_text (record, "class", error);
  guint64 number;

  if (text == NULL)
    return FALSE;
  *class_index = -1;
  if (g_str_equal (text, "-1"))
    return TRUE;
  if (n_classes == 0 || !g_ascii_string_to_unsigned (text, 10, 0, n_classes - 1, &number, NULL))
    return refuse_value ("class", text, error);
  *class_index = (int)number;
  return TRUE;
}

/* Most records have none. */
static gboolean
get_guidance (GKeyFile *record, double *guidance, GError **error)
{
  *guidance = 1.0;
  return !g_key_file_has_key (record, NCSN_RECORD_GROUP, "guidance", NULL) ||
         get_real (record, "guidance", guidance, error);
}

/* Records of versions before a number existed do not have it, and their rules do not read it. */
static gboolean
get_number (GKeyFile *record, NcsnNumber number, NcsnSampler *sampler, GError **error)
{
  const NcsnNumberInfo *info = ncsn_number_info (number);
  guint64 whole;
  double real;

  if (number == NCSN_NUMBER_ORDER && !ncsn_rule_reads (sampler->rule, number) &&
      !g_key_file_has_key (record, NCSN_RECORD_GROUP, info->name, NULL))
    return TRUE;
  if (!info->whole) {
    if (!get_real (record, info->name, &real, error))
      return FALSE;
  } else {
    if (!get_whole (record, info->name, (guint64)info->max, &whole, error))
      return FALSE;
    real = (double)whole;
  }
  ncsn_sampler_set (sampler, number, real);
  return TRUE;
}

static gboolean
get_sampler (GKeyFile *record, NcsnSampler *sampler, GError **error)
{
  g_autofree char *rule = get_text (record, "sampler", error);
  g_autoptr (GError) nonsense = NULL;

  if (rule == NULL)
    return FALSE;
  if (!ncsn_rule_find (rule, &sampler->rule, NULL))
    return refuse_value ("sampler", rule, error);
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    if (!get_number (record, number, sampler, error))
      return FALSE;
  if (!get_boolean (record, "denoise", &sampler->schedule.denoise, error))
    return FALSE;
  if (ncsn_sampler_check (sampler, &nonsense))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT, _ ("The record of the picture is damaged: %s"),
               nonsense->message);
  return FALSE;
}

static gboolean
check_task (GKeyFile *record, const char *task, GError **error)
{
  g_autofree char *recorded = get_text (record, "task", error);

  if (recorded == NULL)
    return FALSE;
  if (g_str_equal (recorded, task))
    return TRUE;
  g_autofree char *quoted = quotable (recorded);
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("The picture was made by the task “%s”, so its settings cannot be used for “%s”."), quoted,
      task);
  return FALSE;
}

static gboolean
check_hash (GKeyFile *record, const char *own, GError **error)
{
  g_autofree char *name = get_text (record, "model", error);
  g_autofree char *hash = name != NULL ? get_text (record, "hash", error) : NULL;

  if (hash == NULL)
    return FALSE;
  if (g_str_equal (hash, own))
    return TRUE;
  g_autofree char *quoted = quotable (name);
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("The picture was made by the model “%s”, and this is another one: the hashes differ."),
      quoted);
  return FALSE;
}

gboolean
ncsn_record_repeats (GKeyFile *record)
{
  g_autofree char *revision = g_key_file_get_string (KEY (record, "revision"), NULL);

  return g_strcmp0 (revision, REVISION) == 0;
}

gboolean
ncsn_record_apply_from_picture (GKeyFile *record, const char *task, const char *hash, guint64 *seed,
                                GError **error)
{
  return check_task (record, task, error) && check_hash (record, hash, error) &&
         get_whole (record, "seed", G_MAXUINT64, seed, error);
}

/* Whether the task was done without a model. */
static gboolean
has_no_model (GKeyFile *record)
{
  return !g_key_file_has_key (KEY (record, "model"), NULL) &&
         !g_key_file_has_key (KEY (record, "hash"), NULL) &&
         !g_key_file_has_key (KEY (record, "sampler"), NULL);
}

gboolean
ncsn_record_apply (GKeyFile *record, const char *task, const NcsnModel *model,
                   NcsnTaskOptions *options, GError **error)
{
  const gboolean modelled = model != NULL && !has_no_model (record);
  g_autofree char *hash = modelled ? ncsn_model_hash (model) : NULL;
  NcsnTaskOptions changed = *options;

  if (!check_task (record, task, error) || (modelled && !check_hash (record, hash, error)) ||
      !get_whole (record, "seed", G_MAXUINT64, &changed.seed, error) ||
      (modelled && (!get_class (record, model, &changed.class_index, error) ||
                    !get_guidance (record, &changed.guidance, error) ||
                    !get_sampler (record, &changed.sampler, error))))
    return FALSE;
  *options = changed;
  return TRUE;
}
