/* The authors' weights: state dicts of their PyTorch code, as safetensors files, to models of ours
 * and back. Their tensors are in the order (out, in, rows, columns), ours in (rows, columns, in,
 * out); names are the same on both sides. */
#pragma once

#include "model.h"

G_BEGIN_DECLS

/* What a state dict does not always say. Zeros: taken from the file (its tensor "sigmas", then the
 * metadata image_size, sigma_begin and sigma_end), else the authors' usual values: 28 pixels for
 * gray and 32 for colour, σ from 1 to 0.01 for NCSN and from 50 to 0.01 for NCSNv2. */
typedef struct {
  NcsnNetwork network; /* NCSN_NETWORK_NCSN or NCSN_NETWORK_NCSNV2 */
  guint width, height;
  NcsnLadder ladder; /* levels must agree with what the file has, if it has any */
} NcsnImportOptions;

/* A model with the file's weights. Names may begin with "module." (DataParallel). Every tensor's
 * name and shape is checked; the error lists what is missing and what is left over. */
NcsnModel *ncsn_model_import (const char *path, const NcsnImportOptions *options, GError **error);

/* Writes the weights of an imported or trained NCSN or NCSNv2 under the authors' names, aside and
 * renamed into place. Tensors that were imported come out byte for byte. */
gboolean ncsn_model_export (const NcsnModel *model, const char *path, GError **error);

G_END_DECLS
