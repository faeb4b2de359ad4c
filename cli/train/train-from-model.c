/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes options from the model of --start, checks the pictures against it, and hands over its
 * weights. Much of what a model has learnt from other pictures also holds for these. */
#include "train-from-model.h"

#include <string.h>

#include <glib/gi18n.h>

#include "image/idx.h"
#include "image/model-finder.h"

static gboolean
open_model (CliTrainOptions *o, GError **error)
{
  g_autofree char *path = ncsn_model_finder_find (o->start, error);
  o->start_model = path != NULL ? ncsn_model_load (path, error) : NULL;
  return o->start_model != NULL;
}

/* IDX files contain the size of their pictures. */
static void
settle_size (CliTrainOptions *o, const NcsnModelConfig *config)
{
  g_autofree char *idx = ncsn_idx_find_images (o->data);
  if (o->size.given || o->patches.given || idx != NULL)
    return;
  if (config->patches)
    o->patches = CLI_NUMBER (config->width);
  else
    o->size = (CliSize){TRUE, config->width, config->height};
}

/* Gives the network of the model the patches that were asked for. */
static gboolean
settle_patches (CliTrainOptions *o, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (o->start_model);
  if (!o->patches.given || !config->patches || config->network != NCSN_NETWORK_UNET ||
      o->patches.value == config->width)
    return TRUE;
  NcsnModel *other = ncsn_model_with_patches (o->start_model, (guint)o->patches.value, error);
  if (other == NULL)
    return FALSE;
  ncsn_model_free (o->start_model);
  o->start_model = other;
  return TRUE;
}

static gboolean
refuse_network (const CliTrainOptions *o, GError **error)
{
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("--start keeps the network of “%s” unchanged; leave --preset, --network, --features, "
         "--multipliers, --blocks, --attention and --precondition out."),
      o->start);
  return FALSE;
}

gboolean
cli_train_from_model_settle (CliTrainOptions *o, GError **error)
{
  if (o->start == NULL)
    return TRUE;
  if (o->preset != NULL || o->network.given)
    return refuse_network (o, error);
  if (!open_model (o, error) || !settle_patches (o, error))
    return FALSE;
  const NcsnModelConfig *config = ncsn_model_config (o->start_model);
  if (config->network != NCSN_NETWORK_UNET) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("“%s” has one of the authors' networks, and --start goes on from a U-Net only; "
                    "choose another model."),
                 o->start);
    return FALSE;
  }
  settle_size (o, config);
  cli_train_resolve_network (o, config);
  o->holes |= config->holes;
  o->coarse |= config->coarse;
  o->guidable |= config->guidable;
  o->class_per_picture |= !o->unconditional && ncsn_model_has_groups (o->start_model);
  const gboolean consistency = o->loss.given && o->loss.value == NCSN_LOSS_CONSISTENCY;
  if (config->noise_map && !consistency && !o->noise.given)
    o->noise = CLI_NUMBER (NCSN_NOISE_CAMERA);
  if (!cli_schedule_options_given (&o->schedule))
    cli_train_resolve_schedule (&o->schedule, &config->schedule);
  return TRUE;
}

/* The class of the model that a class of the pictures begins as: the one of its name, or of the
 * name of its group; -1: there is none. */
static int
origin_of (const NcsnModel *model, const char *name)
{
  const char *end = strstr (name, NCSN_CLASS_PART);
  g_autofree char *group = end != NULL ? g_strndup (name, (gsize)(end - name)) : g_strdup (name);
  int found = -1;
  for (guint i = 0; i < ncsn_model_config (model)->n_classes; i++) {
    const char *own = ncsn_model_class_name (model, i);
    if (g_strcmp0 (own, name) == 0)
      return (int)i;
    if (g_strcmp0 (own, group) == 0)
      found = (int)i;
  }
  return found;
}

/* Gives the model the classes of the pictures, which must be its own or parts of them. */
static gboolean
divide_classes (CliTrainOptions *o, const NcsnDataset *dataset, GError **error)
{
  const guint count = dataset->n_classes;
  if (!o->class_per_picture || count == 0 || ncsn_model_config (o->start_model)->n_classes == 0)
    return TRUE;
  g_autofree int *origins = g_new (int, count);
  for (guint i = 0; i < count; i++)
    if ((origins[i] = origin_of (o->start_model, dataset->class_names[i])) < 0) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                   _ ("“%s” has no class that “%s” could begin as; choose another --start, or "
                      "leave it out."),
                   o->start, dataset->class_names[i]);
      return FALSE;
    }
  NcsnModel *divided = ncsn_model_with_classes (o->start_model, origins, count, error);
  if (divided == NULL)
    return FALSE;
  ncsn_model_free (o->start_model);
  o->start_model = divided;
  return TRUE;
}

/* What a model is for, or what pictures are, as an entry of a list. */
static char *
describe (gboolean patches, guint width, guint height, guint channels, guint n_classes)
{
  return g_strdup_printf (patches ? _ ("patches of %u × %u, channels: %u, classes: %u")
                                  : _ ("pictures of %u × %u, channels: %u, classes: %u"),
                          width, height, channels, n_classes);
}

gboolean
cli_train_from_model_check (CliTrainOptions *o, const CliTrainSettings *settings,
                            const NcsnDataset *dataset, GError **error)
{
  if (o->start_model == NULL)
    return TRUE;
  if (!divide_classes (o, dataset, error))
    return FALSE;
  const NcsnModelConfig *own = ncsn_model_config (o->start_model);
  const gboolean patches = settings->data.patch_width > 0;
  const guint n_classes = o->unconditional ? 0 : dataset->n_classes;
  if (own->width == dataset->width && own->height == dataset->height &&
      own->channels == dataset->channels && own->patches == patches && own->n_classes == n_classes)
    return TRUE;
  g_autofree char *wanted =
      describe (own->patches, own->width, own->height, own->channels, own->n_classes);
  g_autofree char *given =
      describe (patches, dataset->width, dataset->height, dataset->channels, n_classes);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("“%s” does not fit these pictures. The model is for: %s. The pictures are: %s. "
                  "Choose another --start, or leave it out."),
               o->start, wanted, given);
  return FALSE;
}

/* Whether two configurations have the same network. Their schedules and the properties of their
 * pictures may differ, and the requested one may see more. */
static gboolean
has_network (const NcsnModelConfig *model, const NcsnModelConfig *requested)
{
  NcsnModelConfig same = *requested;
  same.schedule = model->schedule;
  same.symmetry = model->symmetry;
  same.holes = model->holes;
  same.noise_map = model->noise_map;
  same.coarse = model->coarse;
  same.guidable = model->guidable;
  same.data_mean = model->data_mean;
  same.data_sigma = model->data_sigma;
  g_autofree char *a = ncsn_model_config_to_json (model);
  g_autofree char *b = ncsn_model_config_to_json (&same);
  return g_str_equal (a, b);
}

NcsnModel *
cli_train_from_model_take (CliTrainOptions *o, const NcsnModelConfig *config, GError **error)
{
  g_autoptr (NcsnModel) model = g_steal_pointer (&o->start_model);
  if (!has_network (ncsn_model_config (model), config)) {
    refuse_network (o, error);
    return NULL;
  }
  ncsn_model_set_schedule (model, &config->schedule);
  if (config->guidable && !ncsn_model_config (model)->guidable) {
    NcsnModel *guidable = ncsn_model_with_guidance (model, error);
    if (guidable == NULL)
      return NULL;
    ncsn_model_free (model);
    model = guidable;
  }
  return config->holes || config->noise_map || config->coarse
             ? ncsn_model_with_inputs (model, config->holes, config->noise_map, config->coarse,
                                       error)
             : g_steal_pointer (&model);
}
