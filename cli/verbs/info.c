/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn info: prints everything about a model, as text or as JSON. */
#include "cli/common/command.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "cli/common/print.h"
#include "image/model-finder.h"

static char *
class_name (const NcsnModel *model, guint index)
{
  const char *name = ncsn_model_class_name (model, index);
  return name != NULL ? g_strdup (name) : g_strdup_printf ("%u", index);
}

static char *
join_numbers (const guint *numbers, guint count)
{
  GString *text = g_string_new (count == 0 ? _ ("none") : NULL);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? ", " : "", numbers[i]);
  return g_string_free (text, FALSE);
}

static void
print_classes (const NcsnModel *model)
{
  const guint n = ncsn_model_config (model)->n_classes;
  g_print (_ ("Classes:        %u"), n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = class_name (model, i);
    g_print ("%s%s", i == 0 ? ": " : ", ", name);
  }
  g_print ("\n");
}

static void
print_network (const NcsnModelConfig *config)
{
  g_autofree char *multipliers = join_numbers (config->multipliers, config->n_multipliers);
  g_autofree char *attention = join_numbers (config->attention, config->n_attention);
  const char *name = ncsn_network_names ()[config->network];

  if (config->network == NCSN_NETWORK_UNET)
    g_print (_ ("Network:        %s, features %u × (%s), blocks a level: %u, attention at: %s\n"),
             name, config->base_channels, multipliers, config->blocks, attention);
  else
    g_print (_ ("Network:        %s, features: %u, made for σ from %.4g to %.4g, levels: %u\n"),
             name, config->base_channels, config->ladder.sigma_begin, config->ladder.sigma_end,
             config->ladder.levels);
}

static void
print_symmetry (NcsnSymmetry symmetry)
{
  if (symmetry.mirrored || symmetry.turned)
    g_print (_ ("Symmetry:       %s\n"), !symmetry.turned     ? _ ("mirrored")
                                         : !symmetry.mirrored ? _ ("turned by right angles")
                                                              : _ ("mirrored and turned by right "
                                                                   "angles"));
}

/* Indents all lines of the text, so that none looks like another property. */
static void
print_description (const char *description)
{
  g_autofree char *clean = ncsn_text_clean (description, "\n");
  g_auto (GStrv) lines = g_strsplit (clean, "\n", -1);
  g_autofree char *text = g_strjoinv ("\n                ", lines);
  g_print (_ ("Description:    %s\n"), text);
}

static void
print_chosen (const NcsnChosenLevels *chosen)
{
  g_print (_ ("Chosen levels: "));
  for (guint k = 0; k < chosen->count; k++)
    g_print (" %.4g", chosen->sigmas[k]);
  g_print ("\n");
}

static void
print_text (const NcsnModel *model, const char *path)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnSchedule *schedule = &config->schedule;
  const char *description = ncsn_model_description (model);
  g_autofree char *hash = ncsn_model_hash (model);
  g_autofree char *file = ncsn_text_clean (path, "");

  g_print (_ ("File:           %s\n"), file);
  if (description != NULL)
    print_description (description);
  g_print (config->patches ? _ ("Pictures:       any size, by patches of %u × %u, %s\n")
                           : _ ("Pictures:       %u × %u, %s\n"),
           config->width, config->height, config->channels == 1 ? _ ("gray") : _ ("colour"));
  print_classes (model);
  if (config->guidable)
    g_print (_ ("Guidance:       possible, as the model was also trained without classes\n"));
  print_symmetry (config->symmetry);
  if (config->holes)
    g_print (_ ("Holes:          seen by the model, which was trained to fill them\n"));
  if (config->noise_map)
    g_print (
        _ ("Noise:          seen by the model as a map, which was trained on that of cameras\n"));
  if (config->coarse)
    g_print (_ ("Large pictures: drawn coarsely first, as the model also sees what is larger than "
                "a patch\n"));
  print_network (config);
  g_print (_ ("Parameters:     %zu\n"), ncsn_model_n_parameters (model));
  g_print (_ ("Precondition:   %s, data mean %.4g, data σ %.4g\n"),
           ncsn_precondition_names ()[config->precondition], config->data_mean, config->data_sigma);
  g_print (_ ("Schedule:       σ from %.4g to %.4g, levels: %u, steps at each: %u, ε %.4g, %s\n"),
           schedule->sigma_begin, schedule->sigma_end, schedule->levels, schedule->steps,
           schedule->epsilon, schedule->denoise ? _ ("denoised") : _ ("not denoised"));
  for (guint i = 0; i < schedule->n_chosen; i++)
    print_chosen (&schedule->chosen[i]);
  g_print (_ ("Hash:           %s\n"), hash);
}

/* Prints the configuration as in the file, and the model's other properties. */
static void
print_json (const NcsnModel *model, const char *path)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  g_autofree char *own = ncsn_model_config_to_json (config);
  g_autoptr (JsonNode) root = json_from_string (own, NULL);
  JsonObject *object = json_object_ref (json_node_get_object (root));
  JsonArray *classes = json_array_new ();
  g_autofree char *hash = ncsn_model_hash (model);
  g_autofree char *file = g_utf8_make_valid (path, -1);

  for (guint i = 0; i < config->n_classes; i++) {
    g_autofree char *name = class_name (model, i);
    json_array_add_string_element (classes, name);
  }
  json_object_set_boolean_member (object, "patches", config->patches);
  json_object_set_array_member (object, "classes", classes);
  json_object_set_string_member (object, "hash", hash);
  json_object_set_string_member (object, "file", file);
  json_object_set_string_member (object, "description", ncsn_model_description (model));
  json_object_set_int_member (object, "parameters", (gint64)ncsn_model_n_parameters (model));
  cli_print_json (object);
}

int
cli_info (int argc, char **argv, NcsnImageLoader *loader)
{
  gboolean json = FALSE;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("As JSON, for programs"), NULL},
      G_OPTION_ENTRY_NULL};
  if (!cli_parse_options (argc, argv, entries, _ ("MODEL"), _ ("Prints everything about a model."),
                          NULL, &names))
    return CLI_USAGE;
  if (g_strv_length (names) != 1)
    return cli_usage (argv[0], _ ("give one model, by name or path"));

  g_autoptr (GError) error = NULL;
  g_autofree char *path = ncsn_model_finder_find (names[0], &error);
  g_autoptr (NcsnModel) model = path != NULL ? ncsn_model_load (path, &error) : NULL;
  if (model == NULL)
    return cli_fail (error);
  if (json)
    print_json (model, path);
  else
    print_text (model, path);
  return CLI_OK;
}
