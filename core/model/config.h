/* A model's configuration as JSON, the form in which files hold it. */
#pragma once

#include "ncsn/model.h"

G_BEGIN_DECLS

/* Compact JSON text (transfer full). */
char *ncsn_model_config_to_json (const NcsnModelConfig *config);

/* Reads and checks (ncsn_model_config_check) such a text, which is treated as hostile. */
gboolean ncsn_model_config_from_json (const char *json, NcsnModelConfig *config, GError **error);

G_END_DECLS
