/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a model's configuration from JSON, the form that files hold, and defines limits that
 * several files use. */
#pragma once

#include "ncsn/model.h"

G_BEGIN_DECLS

#define NCSN_MIN_SIDE 4
#define NCSN_MAX_ATTENTION_PIXELS 4096 /* attention needs the square of this number of values */

/* How many rows the table of classes has: the last is that of no class in a guidable model. */
static inline guint
ncsn_model_config_class_rows (const NcsnModelConfig *config)
{
  return config->n_classes + (config->guidable ? 1 : 0);
}

/* Whether the network is one of the authors'. */
static inline gboolean
ncsn_model_config_is_refinenet (const NcsnModelConfig *config)
{
  return config->network == NCSN_NETWORK_NCSN || config->network == NCSN_NETWORK_NCSNV2;
}

/* Reads the text of ncsn_model_config_to_json (), which is treated as hostile, and checks it with
 * ncsn_model_config_check (). Sets *config. Fails with NCSN_ERROR_FORMAT or NCSN_ERROR_ARGUMENT. */
gboolean ncsn_model_config_from_json (const char *json, NcsnModelConfig *config, GError **error);

G_END_DECLS
