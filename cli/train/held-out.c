/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the held-out loss at several noise levels and logs it. */
#include "held-out.h"

#include <inttypes.h>
#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "training-log.h"

struct _CliHeldOut {
  float *pictures;
  guint *classes; /* NULL: the model has none */
  double dimension;
  double sigmas[CLI_HELD_OUT_LEVELS];
  CliCsvFile *file;
};

/* "iteration,0.02,0.046,…": each column is named by its σ. */
static char *
make_header (const double *sigmas)
{
  GString *header = g_string_new ("iteration");
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (guint i = 0; i < CLI_HELD_OUT_LEVELS; i++)
    g_string_append_printf (header, ",%s", g_ascii_formatd (text, sizeof text, "%.4g", sigmas[i]));
  return g_string_free (header, FALSE);
}

/* Chooses levels over the whole ladder, from σ_L up. */
static void
choose_levels (const NcsnModelConfig *config, double *sigmas)
{
  NcsnLadder ladder = ncsn_model_config_ladder (config);
  double falling[CLI_HELD_OUT_LEVELS];
  ladder.levels = CLI_HELD_OUT_LEVELS;
  ncsn_ladder_sigmas (&ladder, falling);
  for (guint i = 0; i < CLI_HELD_OUT_LEVELS; i++)
    sigmas[i] = falling[CLI_HELD_OUT_LEVELS - 1 - i];
}

CliHeldOut *
cli_held_out_new (const NcsnModelConfig *config, const NcsnDataset *pictures, const char *path,
                  guint64 iterations, GError **error)
{
  const gsize size = (gsize)config->width * config->height * config->channels;
  g_autoptr (CliHeldOut) held_out = g_new0 (CliHeldOut, 1);
  held_out->dimension = size;
  held_out->pictures = g_new (float, CLI_HELD_OUT_PICTURES *size);
  held_out->classes = config->n_classes > 0 ? g_new (guint, CLI_HELD_OUT_PICTURES) : NULL;
  if (!ncsn_dataset_batch (0, 0, 0, CLI_HELD_OUT_PICTURES, held_out->pictures, held_out->classes,
                           (gpointer)pictures, error))
    return NULL;
  choose_levels (config, held_out->sigmas);
  g_autofree char *header = make_header (held_out->sigmas);
  held_out->file = cli_csv_file_open (path, header, iterations, error);
  return held_out->file != NULL ? g_steal_pointer (&held_out) : NULL;
}

void
cli_held_out_free (CliHeldOut *held_out)
{
  if (held_out == NULL)
    return;
  cli_csv_file_close (held_out->file);
  g_free (held_out->pictures);
  g_free (held_out->classes);
  g_free (held_out);
}

static gboolean
report (const CliHeldOut *held_out, const NcsnEstimate *losses, guint64 iteration, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_printf (line, "%" G_GUINT64_FORMAT, iteration);
  for (guint i = 0; i < CLI_HELD_OUT_LEVELS; i++) {
    const double loss = losses[i].mean / held_out->dimension;
    g_string_append_printf (line, ",%s", g_ascii_formatd (number, sizeof number, "%.5g", loss));
    g_string_append_printf (text, " %.2g:%.2g", held_out->sigmas[i], loss);
  }
  cli_note (_ ("Held-out loss after iteration %" PRIu64 ", σ:loss%s"), iteration, text->str);
  return cli_csv_file_append (held_out->file, line->str, error);
}

static void
on_progress (double done, double sigma, gpointer data)
{
  cli_interrupt_check (data);
}

gboolean
cli_held_out_measure (CliHeldOut *held_out, const NcsnModel *model, NcsnThreads *threads,
                      guint64 iteration, CliInterrupt *interrupt, GError **error)
{
  NcsnEstimate losses[CLI_HELD_OUT_LEVELS];
  const NcsnEvaluation evaluation = {.pictures = held_out->pictures,
                                     .classes = held_out->classes,
                                     .count = CLI_HELD_OUT_PICTURES,
                                     .progress = on_progress,
                                     .progress_data = interrupt,
                                     .cancellable = cli_interrupt_cancellable (interrupt)};
  return ncsn_evaluate_loss (model, threads, &evaluation, held_out->sigmas, CLI_HELD_OUT_LEVELS,
                             losses, error) &&
         report (held_out, losses, iteration, error);
}

const double *
cli_held_out_sigmas (const CliHeldOut *held_out)
{
  return held_out->sigmas;
}
