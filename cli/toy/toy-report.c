/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the study's tables and writes them as TSV files. */
#include "toy-report.h"

#include <glib/gi18n.h>

/* "sliced, many levels" */
static char *
network_name (const CliToyNetwork *network)
{
  return g_strdup_printf (network->ladder.levels > 1 ? _ ("%s, many levels") : _ ("%s, one level"),
                          cli_toy_network_objective (network));
}

static void
print_network (const CliToyNetwork *network)
{
  const CliToyLevel *last = cli_toy_network_last (network);
  g_autofree char *name = network_name (network);
  g_print ("%-24s%10.2f%12.3g%10.2g%8.0f×%10.2f %%%10.2f %%\n", name, last->sigma, last->before,
           last->after, last->before / last->after, 100 * last->relative[CLI_TOY_INSIDE],
           100 * last->relative[CLI_TOY_OUTSIDE]);

  const guint n_filled = cli_toy_network_n_filled (network);
  if (n_filled == 0)
    return;
  g_autofree char *levels = g_strdup_printf ("%.3g - %.3g", network->levels[n_filled - 1].sigma,
                                             network->levels[0].sigma);
  g_print ("%34s%31s%10.2f %%%10.2f %%\n", levels, "",
           100 * cli_toy_network_filled_error (network, CLI_TOY_INSIDE),
           100 * cli_toy_network_filled_error (network, CLI_TOY_OUTSIDE));
}

static void
print_chains (const char *name, const CliToyChains *chains)
{
  g_print ("%-24s%10s%12.3f", name, chains->annealed ? _ ("annealed") : _ ("plain"),
           chains->weight);
  if (chains->exact)
    g_print ("\n");
  else
    g_print ("%29.2f %%%10.2f %%\n", 100 * chains->relative[CLI_TOY_INSIDE],
             100 * chains->relative[CLI_TOY_OUTSIDE]);
}

static void
print_definitions (const CliToyStudy *study)
{
  const NcsnMixture *mixture = cli_toy_mixture ();
  g_print (_ ("Data: %.0f %% around (5, 5) and %.0f %% around (-5, -5), variance 1.\n"
              "Low density: where the data's density is below that of %.1f %% of the data;\n"
              "%.0f %% of the square [-%g, %g]². The rest of the square is the data's support.\n"),
           100 * mixture->weights[0], 100 * mixture->weights[1], 100 * CLI_TOY_COVERAGE,
           100 * study->plane->outside, CLI_TOY_EXTENT, CLI_TOY_EXTENT);
}

static void
print_errors (const CliToyStudy *study)
{
  g_print (
      _ ("\nErrors of learnt scores against the true score at the same noise level σ: half the\n"
         "squared error over the noisy data, and in the square, divided by half the squared\n"
         "true score. Second lines: the mean over the levels of the same network whose noise\n"
         "fills the region of low density. At small levels the network has errors there too,\n"
         "but its chains have left that region by then (last column below).\n\n"));
  g_print ("%-24s%9s%13s%9s%10s%11s%13s\n", _ ("network"), "σ", _ ("untrained"), _ ("trained"),
           _ ("ratio"), _ ("support"), _ ("low density"));
  for (guint j = 0; j < CLI_TOY_LADDERS; j++)
    for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++)
      print_network (&study->networks[i][j]);
}

static void
print_weights (const CliToyStudy *study)
{
  g_print (
      _ ("\n%u chains of %u steps, started everywhere in the square: the share that ends at the\n"
         "mode at (5, 5), whose true weight is %.2f, and the relative errors of the scores on\n"
         "the way.\n\n"),
      CLI_TOY_CHAINS, study->exact[0].steps[CLI_TOY_SNAPSHOTS - 1], cli_toy_mixture ()->weights[0]);
  g_print ("%-24s%10s%12s%31s%13s\n", _ ("score"), _ ("Langevin"), _ ("weight"), _ ("support"),
           _ ("low density"));
  for (guint j = 0; j < CLI_TOY_LADDERS; j++) {
    print_chains (_ ("exact"), &study->exact[j]);
    for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++) {
      g_autofree char *name = network_name (&study->networks[i][j]);
      print_chains (name, &study->chains[i][j]);
    }
  }
}

void
cli_toy_report_print (const CliToyStudy *study)
{
  print_definitions (study);
  print_errors (study);
  print_weights (study);
}

/* Appends a tab and a number in C's notation. */
static void
append (GString *line, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.6g", number);
  g_string_append_printf (line, "\t%s", text);
}

static char *
errors_table (const CliToyStudy *study)
{
  GString *table = g_string_new ("loss\tlevels\tsigma\tfilled\tuntrained\ttrained\t"
                                 "support\tlow_density\tsupport_relative\tlow_density_relative\n");
  for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++)
    for (guint j = 0; j < CLI_TOY_LADDERS; j++) {
      const CliToyNetwork *network = &study->networks[i][j];
      for (guint k = 0; k < network->ladder.levels; k++) {
        const CliToyLevel *level = network->levels + k;
        const double numbers[] = {level->sigma,
                                  level->filled,
                                  level->before,
                                  level->after,
                                  level->absolute[CLI_TOY_INSIDE],
                                  level->absolute[CLI_TOY_OUTSIDE],
                                  level->relative[CLI_TOY_INSIDE],
                                  level->relative[CLI_TOY_OUTSIDE]};
        g_string_append_printf (table, "%s\t%u", ncsn_loss_names ()[network->loss],
                                network->ladder.levels);
        for (gsize n = 0; n < G_N_ELEMENTS (numbers); n++)
          append (table, numbers[n]);
        g_string_append_c (table, '\n');
      }
    }
  return g_string_free (table, FALSE);
}

static void
append_chains (GString *table, const char *score, guint levels, const CliToyChains *chains)
{
  g_string_append_printf (table, "%s\t%u", score, levels);
  append (table, chains->weight);
  append (table, cli_toy_mixture ()->weights[0]);
  append (table, chains->relative[CLI_TOY_INSIDE]);
  append (table, chains->relative[CLI_TOY_OUTSIDE]);
  g_string_append_c (table, '\n');
}

static char *
weights_table (const CliToyStudy *study)
{
  GString *table =
      g_string_new ("score\tlevels\tweight\ttrue_weight\tsupport_relative\tlow_density_relative\n");
  for (guint j = 0; j < CLI_TOY_LADDERS; j++) {
    const guint levels = study->networks[0][j].ladder.levels;
    append_chains (table, "exact", levels, &study->exact[j]);
    for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++)
      append_chains (table, ncsn_loss_names ()[study->networks[i][j].loss], levels,
                     &study->chains[i][j]);
  }
  return g_string_free (table, FALSE);
}

static gboolean
save_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_set_contents (path, text, -1, error);
}

gboolean
cli_toy_report_save (const CliToyStudy *study, const char *folder, GError **error)
{
  g_autofree char *errors = errors_table (study);
  g_autofree char *weights = weights_table (study);
  return save_text (folder, "toy-errors.tsv", errors, error) &&
         save_text (folder, "toy-weights.tsv", weights, error);
}
