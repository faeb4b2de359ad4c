/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An evaluation to look at. */
#pragma once

#include "evaluate-neighbours.h"

G_BEGIN_DECLS

/* Writes a PNG: new pictures with what is nearest to each below it, the same of held-out pictures,
 * and a chart of the losses. Without pairs (count 0) the chart alone. shape: of the pairs'
 * pictures, of which n does not count. */
gboolean cli_evaluate_picture_save (const CliEvaluateReport *report, const CliEvaluatePairs *pairs,
                                    NcsnShape shape, const char *path, GError **error);

G_END_DECLS
