/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads a model's configuration as JSON: an object with the names below, in their order.
 */
#include "model/config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "model/json.h"
#include "ncsn/error.h"

#define OWNER _ ("The model's configuration")
/* Commas in the text; a valid one has at most 40, and those of its chosen levels. */
#define MAX_VALUES (64 + NCSN_MAX_CHOSEN * NCSN_MAX_CHOSEN_LEVELS)

/* The integers of a configuration, in the order of the text; some are for the U-Net only. */
static const struct {
  const char *name;
  gsize offset;
  gboolean unet;
} numbers[] = {
    {"width", G_STRUCT_OFFSET (NcsnModelConfig, width), FALSE},
    {"height", G_STRUCT_OFFSET (NcsnModelConfig, height), FALSE},
    {"channels", G_STRUCT_OFFSET (NcsnModelConfig, channels), FALSE},
    /* Files keep this name, since the hashes of models in records depend on this text. */
    {"features", G_STRUCT_OFFSET (NcsnModelConfig, base_channels), FALSE},
    {"blocks", G_STRUCT_OFFSET (NcsnModelConfig, blocks), TRUE},
    {"classes", G_STRUCT_OFFSET (NcsnModelConfig, n_classes), TRUE},
};

/* The booleans of a configuration. Only TRUE is written, so that older files are valid. */
static const struct {
  const char *name;
  gsize offset;
} flags[] = {
    {"patches", G_STRUCT_OFFSET (NcsnModelConfig, patches)},
    {"mirrored", G_STRUCT_OFFSET (NcsnModelConfig, symmetry.mirrored)},
    {"turned", G_STRUCT_OFFSET (NcsnModelConfig, symmetry.turned)},
    {"holes", G_STRUCT_OFFSET (NcsnModelConfig, holes)},
    {"noise_map", G_STRUCT_OFFSET (NcsnModelConfig, noise_map)},
    {"coarse", G_STRUCT_OFFSET (NcsnModelConfig, coarse)},
    {"guidable", G_STRUCT_OFFSET (NcsnModelConfig, guidable)},
};

static JsonArray *
describe_list (const guint *values, guint count)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < count; i++)
    json_array_add_int_element (array, values[i]);
  return array;
}

static JsonObject *
describe_ladder (const NcsnLadder *ladder)
{
  JsonObject *object = json_object_new ();
  json_object_set_double_member (object, "sigma_begin", ladder->sigma_begin);
  json_object_set_double_member (object, "sigma_end", ladder->sigma_end);
  json_object_set_int_member (object, "levels", ladder->levels);
  return object;
}

static JsonArray *
describe_chosen (const NcsnSchedule *schedule)
{
  JsonArray *lists = json_array_new ();
  for (guint i = 0; i < schedule->n_chosen; i++) {
    const NcsnChosenLevels *chosen = &schedule->chosen[i];
    JsonArray *list = json_array_new ();
    for (guint k = 0; k < chosen->count; k++)
      json_array_add_double_element (list, chosen->sigmas[k]);
    json_array_add_array_element (lists, list);
  }
  return lists;
}

static JsonObject *
describe_schedule (const NcsnSchedule *schedule)
{
  JsonObject *object = json_object_new ();
  json_object_set_double_member (object, "sigma_begin", schedule->sigma_begin);
  json_object_set_double_member (object, "sigma_end", schedule->sigma_end);
  json_object_set_int_member (object, "levels", schedule->levels);
  json_object_set_int_member (object, "steps", schedule->steps);
  json_object_set_double_member (object, "epsilon", schedule->epsilon);
  json_object_set_boolean_member (object, "denoise", schedule->denoise);
  if (schedule->n_chosen > 0)
    json_object_set_array_member (object, "chosen", describe_chosen (schedule));
  return object;
}

char *
ncsn_model_config_to_json (const NcsnModelConfig *config)
{
  gboolean unet = config->network == NCSN_NETWORK_UNET;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "network", ncsn_network_names ()[config->network]);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (unet || !numbers[i].unet)
      json_object_set_int_member (object, numbers[i].name,
                                  G_STRUCT_MEMBER (guint, config, numbers[i].offset));
  if (unet) {
    json_object_set_array_member (object, "multipliers",
                                  describe_list (config->multipliers, config->n_multipliers));
    json_object_set_array_member (object, "attention",
                                  describe_list (config->attention, config->n_attention));
  } else {
    json_object_set_object_member (object, "ladder", describe_ladder (&config->ladder));
  }
  json_object_set_string_member (object, "precondition",
                                 ncsn_precondition_names ()[config->precondition]);
  json_object_set_double_member (object, "data_mean", config->data_mean);
  json_object_set_double_member (object, "data_sigma", config->data_sigma);
  json_object_set_object_member (object, "schedule", describe_schedule (&config->schedule));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (G_STRUCT_MEMBER (gboolean, config, flags[i].offset))
      json_object_set_boolean_member (object, flags[i].name, TRUE);
  json_node_take_object (root, object);
  return json_to_string (root, FALSE);
}

static gboolean
read_number (JsonObject *object, const char *name, guint *value, const char *owner, GError **error)
{
  guint64 number;
  if (!ncsn_json_take_integer (object, name, G_MAXUINT, &number, owner, error))
    return FALSE;
  *value = (guint)number;
  return TRUE;
}

static gboolean
read_list (JsonObject *object, const char *name, guint *values, guint *count, GError **error)
{
  guint64 integers[NCSN_MAX_LEVELS_UNET];
  if (!ncsn_json_take_integers (object, name, G_MAXUINT, integers, NCSN_MAX_LEVELS_UNET, count,
                                OWNER, error))
    return FALSE;
  for (guint i = 0; i < *count; i++)
    values[i] = (guint)integers[i];
  return TRUE;
}

/* Reads member `name`, which must be one of `names`. */
static gboolean
read_choice (JsonObject *object, const char *name, const char *const *names, guint *choice,
             GError **error)
{
  g_autofree char *text = ncsn_json_take_string (object, name, OWNER, error);
  if (text == NULL)
    return FALSE;
  for (*choice = 0; names[*choice] != NULL; ++*choice)
    if (strcmp (text, names[*choice]) == 0)
      return TRUE;
  g_autofree char *printable = ncsn_json_printable (text);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("The model's configuration has the %s “%s”, which this version does not know."),
               name, printable);
  return FALSE;
}

static gboolean
read_network (JsonObject *object, NcsnModelConfig *config, GError **error)
{
  guint choice;
  if (!read_choice (object, "network", ncsn_network_names (), &choice, error))
    return FALSE;
  config->network = (NcsnNetwork)choice;
  if (config->network != NCSN_NETWORK_MLP)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("The model's configuration is for a network for points, not for pictures."));
  return FALSE;
}

static gboolean
read_precondition (JsonObject *object, NcsnModelConfig *config, GError **error)
{
  guint choice;
  if (!read_choice (object, "precondition", ncsn_precondition_names (), &choice, error))
    return FALSE;
  config->precondition = (NcsnPrecondition)choice;
  return TRUE;
}

/* Older files have no chosen levels. */
static gboolean
read_chosen (JsonObject *entry, NcsnSchedule *schedule, const char *owner, GError **error)
{
  if (!json_object_has_member (entry, "chosen"))
    return TRUE;
  g_autoptr (JsonArray) lists =
      ncsn_json_take_array (entry, "chosen", NCSN_MAX_CHOSEN, owner, error);
  if (lists == NULL)
    return FALSE;
  schedule->n_chosen = json_array_get_length (lists);
  for (guint i = 0; i < schedule->n_chosen; i++) {
    NcsnChosenLevels *chosen = &schedule->chosen[i];
    if (!ncsn_json_get_numbers (json_array_get_element (lists, i), "chosen", chosen->sigmas,
                                NCSN_MAX_CHOSEN_LEVELS, &chosen->count, owner, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_schedule (JsonObject *object, NcsnSchedule *schedule, GError **error)
{
  const char *owner = _ ("The model's schedule");
  g_autoptr (JsonObject) entry = ncsn_json_take_object (object, "schedule", OWNER, error);
  return entry != NULL &&
         ncsn_json_take_number (entry, "sigma_begin", &schedule->sigma_begin, owner, error) &&
         ncsn_json_take_number (entry, "sigma_end", &schedule->sigma_end, owner, error) &&
         read_number (entry, "levels", &schedule->levels, owner, error) &&
         read_number (entry, "steps", &schedule->steps, owner, error) &&
         ncsn_json_take_number (entry, "epsilon", &schedule->epsilon, owner, error) &&
         ncsn_json_take_boolean (entry, "denoise", &schedule->denoise, owner, error) &&
         read_chosen (entry, schedule, owner, error) && ncsn_json_check_empty (entry, owner, error);
}

static gboolean
read_ladder (JsonObject *object, NcsnLadder *ladder, GError **error)
{
  const char *owner = _ ("The model's ladder");
  g_autoptr (JsonObject) entry = ncsn_json_take_object (object, "ladder", OWNER, error);
  return entry != NULL &&
         ncsn_json_take_number (entry, "sigma_begin", &ladder->sigma_begin, owner, error) &&
         ncsn_json_take_number (entry, "sigma_end", &ladder->sigma_end, owner, error) &&
         read_number (entry, "levels", &ladder->levels, owner, error) &&
         ncsn_json_check_empty (entry, owner, error);
}

/* Reads the lists of the U-Net, or the ladder of other networks. */
static gboolean
read_structure (JsonObject *object, NcsnModelConfig *config, GError **error)
{
  if (config->network != NCSN_NETWORK_UNET)
    return read_ladder (object, &config->ladder, error);
  return read_list (object, "multipliers", config->multipliers, &config->n_multipliers, error) &&
         read_list (object, "attention", config->attention, &config->n_attention, error);
}

static gboolean
read_flags (JsonObject *object, NcsnModelConfig *config, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (json_object_has_member (object, flags[i].name) &&
        !ncsn_json_take_boolean (object, flags[i].name,
                                 &G_STRUCT_MEMBER (gboolean, config, flags[i].offset), OWNER,
                                 error))
      return FALSE;
  return TRUE;
}

static gboolean
read_members (JsonObject *object, NcsnModelConfig *config, GError **error)
{
  if (!read_network (object, config, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if ((config->network == NCSN_NETWORK_UNET || !numbers[i].unet) &&
        !read_number (object, numbers[i].name, &G_STRUCT_MEMBER (guint, config, numbers[i].offset),
                      OWNER, error))
      return FALSE;
  return read_precondition (object, config, error) && read_structure (object, config, error) &&
         ncsn_json_take_number (object, "data_mean", &config->data_mean, OWNER, error) &&
         ncsn_json_take_number (object, "data_sigma", &config->data_sigma, OWNER, error) &&
         read_schedule (object, &config->schedule, error) && read_flags (object, config, error) &&
         ncsn_json_check_empty (object, OWNER, error);
}

gboolean
ncsn_model_config_from_json (const char *json, NcsnModelConfig *config, GError **error)
{
  g_autoptr (JsonNode) root = ncsn_json_parse (json, strlen (json), MAX_VALUES, OWNER, error);
  if (root == NULL)
    return FALSE;
  JsonObject *object = ncsn_json_root_object (root, OWNER, error);
  NcsnModelConfig read = {0};
  if (object == NULL || !read_members (object, &read, error))
    return FALSE;
  if (!ncsn_model_config_check (&read, error)) {
    g_prefix_error_literal (error, _ ("The model's configuration cannot be used: "));
    return FALSE;
  }
  *config = read;
  return TRUE;
}
