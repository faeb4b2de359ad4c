/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports and exports state dicts of the authors' networks. */
#include "ncsn/state-dict.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/config.h"
#include "model/file.h"
#include "model/json.h"
#include "model/refinenet.h"
#include "ncsn/error.h"

#define MODULE "module." /* DataParallel's prefix */
#define LISTED 8         /* names that an error lists before it counts the rest */

static const NcsnTensor *
find_tensor (const NcsnSafetensors *file, const char *name)
{
  const NcsnTensor *tensor = ncsn_safetensors_find (file, name);
  g_autofree char *prefixed = g_strconcat (MODULE, name, NULL);

  return tensor != NULL ? tensor : ncsn_safetensors_find (file, prefixed);
}

/* A positive number in the file's metadata; 0: none. */
static double
metadata_number (const NcsnSafetensors *file, const char *key)
{
  const char *text = ncsn_safetensors_metadata (file, key);
  double number = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  return isfinite (number) && number > 0 ? number : 0;
}

/* The decimal number that was rounded to this float: 0.01, not 0.00999999978. */
static double
nearest_decimal (float number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.7g", (double)number), NULL);
}

/* The first of some candidates that is not 0. */
static double
first_known (double a, double b, double c, double d)
{
  return a > 0 ? a : b > 0 ? b : c > 0 ? c : d;
}

/* The number of noise levels according to the file's tensors; 0: unknown. */
static guint
stored_levels (const NcsnTensor *sigmas, const NcsnTensor *table)
{
  if (sigmas != NULL && sigmas->rank == 1 && !sigmas->is_integer)
    return (guint)MIN (sigmas->size, G_MAXUINT);
  return table != NULL && table->rank == 2 ? (guint)MIN (table->dims[0], G_MAXUINT) : 0;
}

static gboolean
find_ladder (const NcsnSafetensors *file, const NcsnImportOptions *options, NcsnLadder *ladder,
             GError **error)
{
  gboolean second = options->network == NCSN_NETWORK_NCSNV2;
  const NcsnTensor *sigmas = second ? find_tensor (file, NCSN_REFINENET_SIGMAS) : NULL;
  const NcsnTensor *table = second ? NULL : find_tensor (file, "normalizer.embed.weight");
  const NcsnLadder *given = &options->ladder;
  guint stored = stored_levels (sigmas, table);
  float begin = 0, end = 0;

  if (stored > 0 && given->levels > 0 && given->levels != stored) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 g_dngettext (GETTEXT_PACKAGE,
                              "The weights are made for %u noise level, not for %u.",
                              "The weights are made for %u noise levels, not for %u.", stored),
                 stored, given->levels);
    return FALSE;
  }
  if (sigmas != NULL && stored > 0 &&
      (!ncsn_safetensors_value (file, sigmas, 0, &begin) ||
       !ncsn_safetensors_value (file, sigmas, sigmas->size - 1, &end))) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         _ ("The file could not be read to its end."));
    return FALSE;
  }
  ladder->sigma_begin = first_known (given->sigma_begin, nearest_decimal (begin),
                                     metadata_number (file, "sigma_begin"), second ? 50 : 1);
  ladder->sigma_end = first_known (given->sigma_end, nearest_decimal (end),
                                   metadata_number (file, "sigma_end"), 0.01);
  ladder->levels = (guint)first_known (stored, given->levels, 0, second ? 232 : 10);
  return TRUE;
}

/* The authors' sampler: step_lr 2e-5 at σ_L = 0.01 for NCSN, doubled for the published form. */
static void
set_schedule (NcsnModelConfig *config)
{
  NcsnSchedule *schedule = &config->schedule;

  if (config->network == NCSN_NETWORK_NCSN)
    schedule->epsilon = 0.4 * schedule->sigma_end * schedule->sigma_end;
  else
    schedule->epsilon = ncsn_epsilon_for_noise_ratio (&config->ladder, schedule->steps);
}

/* Derives the configuration from the shapes of some tensors, the metadata and the options. */
static gboolean
find_config (const NcsnSafetensors *file, const NcsnImportOptions *options, NcsnModelConfig *config,
             GError **error)
{
  const NcsnTensor *begin = find_tensor (file, "begin_conv.weight");
  NcsnLadder ladder;

  if (begin == NULL || begin->rank != 4 || begin->dims[0] > G_MAXINT || begin->dims[1] > G_MAXINT) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                         _ ("There is no convolution “begin_conv.weight”: these are not weights of "
                            "the authors' networks NCSN or NCSNv2."));
    return FALSE;
  }
  if (!find_ladder (file, options, &ladder, error))
    return FALSE;
  guint base_channels = (guint)begin->dims[0], channels = (guint)begin->dims[1];
  guint side = (guint)MIN (metadata_number (file, "image_size"), G_MAXINT);
  if (side == 0)
    side = channels == 1 ? 28 : 32;
  ncsn_model_config_init_refinenet (
      config, options->network, options->width > 0 ? options->width : side,
      options->height > 0 ? options->height : side, channels, base_channels, ladder);
  if (!ncsn_model_config_check (config, error))
    return FALSE;
  set_schedule (config);
  return TRUE;
}

static char *
join_names (const GPtrArray *list)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (list->len, LISTED); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *)g_ptr_array_index (list, i));
  if (list->len <= LISTED)
    return g_strdup (text->str);
  /* TRANSLATORS: %s is a list of names. */
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s and %u more", "%s and %u more", list->len - LISTED),
      text->str, list->len - LISTED);
}

/* Checks that every parameter has a tensor and every tensor a parameter. Noise levels may be
 * missing, since NCSNv2's averaged weights do not include them. */
static gboolean
check_names (const NcsnSafetensors *file, const NcsnParameters *parameters, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) left_over = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    const NcsnTensor *tensor = find_tensor (file, parameter->name);
    if (tensor != NULL)
      g_hash_table_add (used, (gpointer)tensor);
    else if (parameter->init.kind != NCSN_INIT_GEOMETRIC)
      g_ptr_array_add (missing, g_strdup (parameter->name));
  }
  for (guint i = 0; i < ncsn_safetensors_count (file); i++) {
    const NcsnTensor *tensor = ncsn_safetensors_get (file, i);
    if (!g_hash_table_contains (used, tensor))
      g_ptr_array_add (left_over, ncsn_json_printable (tensor->name));
  }
  if (missing->len == 0 && left_over->len == 0)
    return TRUE;
  g_autofree char *lacks = join_names (missing), *extra = join_names (left_over);
  if (left_over->len == 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The file lacks tensors of the network: %s."), lacks);
  else if (missing->len == 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The file has tensors that the network does not have: %s."), extra);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The file lacks tensors of the network: %s; and it has tensors that the "
                    "network does not "
                    "have: %s."),
                 lacks, extra);
  return FALSE;
}

/* The extents of a parameter in the authors' order, as many as its rank. */
static void
foreign_extents (const NcsnParameter *parameter, gsize *dims)
{
  NcsnShape s = parameter->shape;

  if (parameter->rank == 4) {
    dims[0] = s.c;
    dims[1] = s.w;
    dims[2] = s.n;
    dims[3] = s.h;
  } else if (parameter->rank == 2) {
    dims[0] = s.w;
    dims[1] = s.c;
  } else {
    dims[0] = s.c;
  }
}

static gboolean
check_shapes (const NcsnSafetensors *file, const NcsnParameters *parameters, GError **error)
{
  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    const NcsnTensor *tensor = find_tensor (file, parameter->name);
    gsize wanted[NCSN_TENSOR_MAX_RANK];
    foreign_extents (parameter, wanted);
    if (tensor == NULL || ncsn_model_check_tensor (tensor, parameter->rank, wanted, error))
      continue;
    return FALSE;
  }
  return TRUE;
}

/* Copies (out, in, rows, columns) to (rows, columns, in, out), or, if `back`, in the other
 * direction.
 */
static void
transpose (NcsnShape s, const float *from, gboolean back, float *to)
{
  for (gsize o = 0; o < s.c; o++)
    for (gsize i = 0; i < s.w; i++)
      for (gsize k = 0; k < s.n * s.h; k++) {
        gsize theirs = (o * s.w + i) * s.n * s.h + k, ours = (k * s.w + i) * s.c + o;
        if (back)
          to[theirs] = from[ours];
        else
          to[ours] = from[theirs];
      }
}

static void
copy_parameter (const NcsnParameter *parameter, const float *from, gboolean back, float *to)
{
  if (parameter->rank == 4)
    transpose (parameter->shape, from, back, to);
  else
    memcpy (to, from, ncsn_shape_size (parameter->shape) * sizeof (float));
}

static gboolean
read_values (const NcsnSafetensors *file, const NcsnParameters *parameters, float *values,
             GError **error)
{
  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    const NcsnTensor *tensor = find_tensor (file, parameter->name);
    if (tensor == NULL)
      continue;
    g_autofree float *aligned = g_memdup2 (tensor->data, tensor->size * sizeof (float));
    copy_parameter (parameter, aligned, FALSE, values + parameter->offset);
    if (!ncsn_model_check_finite (parameter->name, aligned, tensor->size, NCSN_ERROR_FORMAT, error))
      return FALSE;
  }
  return TRUE;
}

static NcsnModel *
import_file (NcsnSafetensors *file, const NcsnImportOptions *options, GError **error)
{
  NcsnModelConfig config;

  if (!find_config (file, options, &config, error))
    return NULL;
  g_autoptr (NcsnParameters) parameters = ncsn_model_declare (&config);
  if (!check_names (file, parameters, error) || !check_shapes (file, parameters, error) ||
      !ncsn_safetensors_load (file, error))
    return NULL;
  /* This also sets the noise levels if the file has none. */
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 0, error);
  if (model == NULL || !read_values (file, model->parameters, model->values, error))
    return NULL;
  return g_steal_pointer (&model);
}

NcsnModel *
ncsn_model_import (const char *path, const NcsnImportOptions *options, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_open (path, error);

  if (file == NULL)
    return NULL;
  NcsnModel *model = import_file (file, options, error);
  if (model == NULL) {
    g_autofree char *name = g_filename_display_name (path);
    g_prefix_error (error, "%s: ", name);
  }
  return model;
}

/* The metadata from which ncsn_model_import () reads what the tensors do not contain. */
static GHashTable *
foreign_metadata (const NcsnModelConfig *config)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_hash_table_insert (
      metadata, "network",
      g_strdup (config->network == NCSN_NETWORK_NCSN ? "CondRefineNetDilated" : "NCSNv2"));
  g_hash_table_insert (metadata, "ngf", g_strdup_printf ("%u", config->base_channels));
  g_hash_table_insert (metadata, "channels", g_strdup_printf ("%u", config->channels));
  g_hash_table_insert (metadata, "image_size", g_strdup_printf ("%u", config->width));
  g_hash_table_insert (metadata, "num_classes", g_strdup_printf ("%u", config->ladder.levels));
  g_ascii_dtostr (text, sizeof text, config->ladder.sigma_begin);
  g_hash_table_insert (metadata, "sigma_begin", g_strdup (text));
  g_ascii_dtostr (text, sizeof text, config->ladder.sigma_end);
  g_hash_table_insert (metadata, "sigma_end", g_strdup (text));
  return metadata;
}

gboolean
ncsn_model_export (const NcsnModel *model, const char *path, GError **error)
{
  guint count = ncsn_parameters_count (model->parameters);

  if (!ncsn_model_config_is_refinenet (&model->config)) {
    const char *const *names = ncsn_network_names ();
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("Only the authors' networks “%s” and “%s” can be exported; this model is a “%s”, "
           "which their code does not know."),
        names[NCSN_NETWORK_NCSN], names[NCSN_NETWORK_NCSNV2], names[model->config.network]);
    return FALSE;
  }
  g_autoptr (NcsnFloats) values = ncsn_floats_new (model->parameters->size, error);
  if (values == NULL)
    return FALSE;
  g_autofree NcsnTensor *tensors = g_new0 (NcsnTensor, count);
  for (guint i = 0; i < count; i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (model->parameters, i);
    float *to = values + parameter->offset;
    copy_parameter (parameter, model->values + parameter->offset, TRUE, to);
    tensors[i] = (NcsnTensor){.name = parameter->name,
                              .rank = parameter->rank,
                              .size = ncsn_shape_size (parameter->shape),
                              .data = to};
    foreign_extents (parameter, tensors[i].dims);
  }
  g_autoptr (GHashTable) metadata = foreign_metadata (&model->config);
  return ncsn_safetensors_write (path, tensors, count, metadata, error);
}
