/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn import and ncsn export: turn the authors' weights into a model of this program, and back. */
#include "cli/common/command.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "cli/common/values.h"
#include "image/model-finder.h"

/* The names of the authors' networks, and their number. */
#define IMPORTED_NETWORKS                                                                          \
  ncsn_network_names () + NCSN_NETWORK_NCSN, NCSN_NETWORK_MLP - NCSN_NETWORK_NCSN

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *network, *output, *size, *sigma_begin, *sigma_end, *levels, *description;
} ImportOptions;

static void
import_options_clear (ImportOptions *o)
{
  char *texts[] = {o->network,   o->output, o->size,       o->sigma_begin,
                   o->sigma_end, o->levels, o->description};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImportOptions, import_options_clear)

static gboolean
parse_import (int argc, char **argv, ImportOptions *o, char ***rest)
{
  const GOptionEntry entries[] = {
      {"network", 'n', 0, G_OPTION_ARG_STRING, &o->network,
       N_ ("Network of the weights: ncsn (CondRefineNetDilated) or ncsnv2 (NCSNv2)"),
       cli_choice_symbol (IMPORTED_NETWORKS)},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("Model file to write, ending in .safetensors"), N_ ("FILE")},
      {"size", 's', 0, G_OPTION_ARG_STRING, &o->size,
       N_ ("Size of its training pictures (from the file, else 28 for gray and 32 for colour)"),
       N_ ("SIZE")},
      {"sigma-begin", 0, 0, G_OPTION_ARG_STRING, &o->sigma_begin,
       N_ ("Its largest noise level (from the file, else 1 for ncsn and 50 for ncsnv2)"), N_ ("σ")},
      {"sigma-end", 0, 0, G_OPTION_ARG_STRING, &o->sigma_end,
       N_ ("Its smallest noise level (from the file, else 0.01)"), N_ ("σ")},
      {"levels", 0, 0, G_OPTION_ARG_STRING, &o->levels,
       N_ ("Number of its noise levels (from the file, else 232; ncsnv2 only)"), N_ ("L")},
      {"description", 0, 0, G_OPTION_ARG_STRING, &o->description,
       N_ ("Description of the model for its users: data, licence"), N_ ("TEXT")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, _ ("WEIGHTS"),
      _ ("Makes a model from weights of the authors' PyTorch code, in a safetensors file."),
      _ ("WEIGHTS contains a state dict with the authors' names, with or without the prefix "
         "“module.”.\n"
         "Their checkpoints are lists of states; the first is that of the network:\n\n"
         "  import torch, safetensors.torch\n"
         "  states = torch.load(\"checkpoint.pth\", map_location=\"cpu\")\n"
         "  safetensors.torch.save_file({k: v.contiguous() for k, v in states[0].items()}, "
         "\"weights.safetensors\")\n\n"
         "For the averaged weights of NCSNv2 write states[-1] instead of states[0].\n\n"
         "Example:\n"
         "  ncsn import weights.safetensors --network ncsn --output cifar10.safetensors"),
      rest);
}

static gboolean
understand_import (const ImportOptions *o, NcsnImportOptions *options, GError **error)
{
  *options = (NcsnImportOptions){0};
  if (!cli_require ("network", o->network, error) || !cli_require ("output", o->output, error))
    return FALSE;
  const int choice = cli_parse_choice_of (o->network, IMPORTED_NETWORKS, error);
  if (choice < 0)
    return FALSE;
  options->network = (NcsnNetwork)(NCSN_NETWORK_NCSN + choice);
  return (o->size == NULL || cli_parse_size (o->size, &options->width, &options->height, error)) &&
         cli_parse_double ("sigma-begin", o->sigma_begin, &options->ladder.sigma_begin, error) &&
         cli_parse_double ("sigma-end", o->sigma_end, &options->ladder.sigma_end, error) &&
         cli_parse_uint ("levels", o->levels, 1, NCSN_MAX_LEVELS, &options->ladder.levels, error);
}

/* Existing files are never overwritten. */
static gboolean
check_new_file (const char *path, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The file “%s” already exists; remove it, or choose another --output."), path);
    return FALSE;
  }
  return cli_check_output (path, error);
}

int
cli_import (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (ImportOptions) o = {0};
  g_auto (GStrv) files = NULL;
  g_autoptr (GError) error = NULL;
  NcsnImportOptions options;

  if (!parse_import (argc, argv, &o, &files))
    return CLI_USAGE;
  if (g_strv_length (files) != 1)
    return cli_usage (argv[0], _ ("give one file of weights"));
  if (!understand_import (&o, &options, &error) || !cli_check_model_name (o.output, &error))
    return cli_usage (argv[0], "%s", error->message);
  if (!check_new_file (o.output, &error))
    return cli_fail (error);
  g_autoptr (NcsnModel) model = ncsn_model_import (files[0], &options, &error);
  if (model == NULL)
    return cli_fail (error);
  ncsn_model_set_description (model, o.description);
  if (!ncsn_model_save (model, o.output, &error))
    return cli_fail (error);

  const NcsnModelConfig *config = ncsn_model_config (model);
  cli_note (_ ("%s: %s for %u × %u pixels, σ from %.4g to %.4g, levels: %u, parameters: %zu."),
            o.output, ncsn_network_names ()[config->network], config->width, config->height,
            config->ladder.sigma_begin, config->ladder.sigma_end, config->ladder.levels,
            ncsn_model_n_parameters (model));
  return CLI_OK;
}

int
cli_export (int argc, char **argv, NcsnImageLoader *loader)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                                   N_ ("File to write, ending in .safetensors"), N_ ("FILE")},
                                  G_OPTION_ENTRY_NULL};

  if (!cli_parse_options (argc, argv, entries, _ ("MODEL"),
                          _ ("Writes a model's weights with the names of the authors' code."),
                          _ ("In PyTorch: network.load_state_dict(safetensors.torch.load_file("
                             "\"weights.safetensors\"))\n\n"
                             "Example:\n"
                             "  ncsn export cifar10.safetensors --output weights.safetensors"),
                          &names))
    return CLI_USAGE;
  if (g_strv_length (names) != 1)
    return cli_usage (argv[0], _ ("give one model, by name or path"));
  if (output == NULL)
    return cli_usage (argv[0], _ ("%s is missing"), "--output");
  if (!cli_check_model_name (output, &error))
    return cli_usage (argv[0], "%s", error->message);
  if (!check_new_file (output, &error))
    return cli_fail (error);
  g_autofree char *path = ncsn_model_finder_find (names[0], &error);
  g_autoptr (NcsnModel) model = path != NULL ? ncsn_model_load (path, &error) : NULL;
  if (model == NULL || !ncsn_model_export (model, output, &error))
    return cli_fail (error);
  return CLI_OK;
}
