/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a model is evaluated on. */
#pragma once

#include <ncsn/ncsn.h>

#include "image/loader.h"

G_BEGIN_DECLS

typedef struct {
  float *pictures; /* (count, H, W, C) of the model's size */
  guint *classes;  /* the model's, of each; NULL for a model without */
  guint count;
  gsize size;      /* numbers in a picture */
  gsize available; /* pictures in the data set */
} CliEvaluateData;

/* Draws `count` different pictures (0: `usual`, or all if there are fewer) by the seed from the
 * data set at `path`; with `resize` picture files are cut and resized to the model's size. Errors
 * say what does not fit the model, or that there are too few. `data` must be zeroed before and
 * cleared in either case. */
gboolean cli_evaluate_data_load (CliEvaluateData *data, const NcsnModel *model, const char *path,
                                 gboolean resize, guint count, guint usual, guint64 seed,
                                 NcsnImageLoader *loader, GError **error);
void cli_evaluate_data_clear (CliEvaluateData *data);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateData, cli_evaluate_data_clear)

G_END_DECLS
