/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of an evaluation. */
#pragma once

#include "evaluate-neighbours.h"

G_BEGIN_DECLS

/* Writes a PNG: new pictures with the nearest training pictures below, the same for held-out
 * pictures, and a chart of the losses. Without pairs (count 0) it has the chart alone. shape: that
 * of a picture; n is ignored. */
gboolean cli_evaluate_picture_save (const CliEvaluateReport *report, const CliEvaluatePairs *pairs,
                                    NcsnShape shape, const char *path, GError **error);

G_END_DECLS
