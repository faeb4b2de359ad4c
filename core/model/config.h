/* A model's configuration from JSON, the form in which files hold it, and limits that its parts
 * share. */
#pragma once

#include "ncsn/model.h"

G_BEGIN_DECLS

#define NCSN_MIN_SIDE 4
/* Attention holds the square of this many numbers a picture. */
#define NCSN_MAX_ATTENTION_PIXELS 4096

/* One of the authors' networks. */
static inline gboolean
ncsn_model_config_is_refinenet (const NcsnModelConfig *config)
{
  return config->network == NCSN_NETWORK_NCSN || config->network == NCSN_NETWORK_NCSNV2;
}

/* Reads and checks (ncsn_model_config_check) what ncsn_model_config_to_json () writes, which is
 * treated as hostile. */
gboolean ncsn_model_config_from_json (const char *json, NcsnModelConfig *config, GError **error);

G_END_DECLS
