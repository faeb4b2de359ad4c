/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import and export of the authors' weights: state dicts of their PyTorch code, stored as
 * safetensors files. Their convolutions have the order (out, in, rows, columns), ours (rows,
 * columns, in, out); the names are the same. */
#pragma once

#include "model.h"

G_BEGIN_DECLS

/* What a state dict does not always contain. A 0 stands for the value in the file (its tensor
 * "sigmas", then the metadata image_size, sigma_begin and sigma_end), or else for the authors'
 * usual value: 28 pixels a side for gray and 32 for colour, σ from 1 to 0.01 for NCSN and from 50
 * to 0.01 for NCSNv2. */
typedef struct {
  NcsnNetwork network; /* NCSN_NETWORK_NCSN or NCSN_NETWORK_NCSNV2 */
  guint width, height; /* in pixels */
  NcsnLadder ladder;   /* if the file has levels, their number must be the same */
} NcsnImportOptions;

/* A new model with the weights in the file, whose names may begin with "module." (DataParallel).
 * Checks the name and the shape of every tensor. Fails with NCSN_ERROR_FILE, _FORMAT, _MISMATCH,
 * _ARGUMENT or _MEMORY; the message begins with the file's name and lists missing and unknown
 * tensors. */
NcsnModel *ncsn_model_import (const char *path, const NcsnImportOptions *options, GError **error);

/* Writes the weights of an NCSN or NCSNv2 under the authors' names, to a temporary file that is
 * then renamed to `path`. Imported tensors are written with the same bytes. Fails with
 * NCSN_ERROR_ARGUMENT for other networks, with NCSN_ERROR_FILE or NCSN_ERROR_MEMORY. */
gboolean ncsn_model_export (const NcsnModel *model, const char *path, GError **error);

G_END_DECLS
