/* A model's configuration from JSON, the form in which files hold it. */
#pragma once

#include "ncsn/model.h"

G_BEGIN_DECLS

/* Reads and checks (ncsn_model_config_check) what ncsn_model_config_to_json () writes, which is
 * treated as hostile. */
gboolean ncsn_model_config_from_json (const char *json, NcsnModelConfig *config, GError **error);

G_END_DECLS
