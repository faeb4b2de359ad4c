/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From numbers back to texts that stand for exactly these numbers. */
#include "train-resolve.h"

static gboolean
is_open (const char *text)
{
  return text == NULL || cli_schedule_option_is_auto (text);
}

static void
resolve (char **text, char *value)
{
  g_autofree char *kept = value;
  if (!is_open (*text))
    return;
  g_free (*text);
  *text = g_steal_pointer (&kept);
}

static char *
number (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_dtostr (text, sizeof text, value));
}

static char *
list (const guint *numbers, guint count)
{
  GString *text = g_string_new (count == 0 ? "none" : NULL);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", numbers[i]);
  return g_string_free (text, FALSE);
}

static void
resolve_training (CliTrainOptions *o, const NcsnTrainConfig *c)
{
  if (o->time == NULL && c->seconds > 0)
    o->time = number (c->seconds);
  if (o->iterations == NULL && c->iterations > 0)
    o->iterations = g_strdup_printf ("%" G_GUINT64_FORMAT, c->iterations);
  resolve (&o->seed, g_strdup_printf ("%" G_GUINT64_FORMAT, c->seed));
  resolve (&o->batch, g_strdup_printf ("%u", c->batch));
  resolve (&o->rate, number (c->learning_rate));
  resolve (&o->warmup, g_strdup_printf ("%u", c->warmup));
  resolve (&o->ema, number (c->ema));
  resolve (&o->clip, number (c->clip));
  resolve (&o->loss, g_strdup (ncsn_loss_names ()[c->loss]));
  resolve (&o->sigma_draw, g_strdup (ncsn_sigma_draw_names ()[c->sigma_draw]));
}

void
cli_train_resolve_schedule (CliScheduleOptions *o, const NcsnSchedule *schedule)
{
  resolve (&o->sigma_begin, number (schedule->sigma_begin));
  resolve (&o->sigma_end, number (schedule->sigma_end));
  resolve (&o->levels, g_strdup_printf ("%u", schedule->levels));
  resolve (&o->steps, g_strdup_printf ("%u", schedule->steps));
  resolve (&o->epsilon, number (schedule->epsilon));
  o->denoise = schedule->denoise;
  o->no_denoise = !schedule->denoise;
}

void
cli_train_resolve_network (CliTrainOptions *o, const NcsnModelConfig *model)
{
  resolve (&o->features, g_strdup_printf ("%u", model->base_channels));
  resolve (&o->precondition, g_strdup (ncsn_precondition_names ()[model->precondition]));
  if (model->n_multipliers == 0) /* one of the authors' networks */
    return;
  resolve (&o->multipliers, list (model->multipliers, model->n_multipliers));
  resolve (&o->attention, list (model->attention, model->n_attention));
  resolve (&o->blocks, g_strdup_printf ("%u", model->blocks));
}

void
cli_train_resolve (CliTrainOptions *o, const NcsnTrainConfig *train, const NcsnModelConfig *model)
{
  resolve_training (o, train);
  cli_train_resolve_schedule (&o->schedule, &model->schedule);
  cli_train_resolve_network (o, model);
}
