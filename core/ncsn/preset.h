/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authors' settings by name: network, noise levels, training and sampling, from the
 * configuration files of their published code. */
#pragma once

#include "model.h"
#include "train.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;
  NcsnNetwork network;
  guint side, channels; /* side: width and height in pixels */
  guint base_channels;  /* ngf */
  NcsnLadder ladder;
  guint steps;    /* T, Langevin steps a level */
  double epsilon; /* in the published form (schedule.h): twice their step_lr */
  gboolean denoise;
  guint batch;
  double rate; /* Adam's, constant */
  guint64 iterations;
  double ema;          /* 0: no average */
  gboolean flip;       /* mirror half of the pictures */
  gboolean dequantize; /* (255 x + u)/256 with u ~ U[0, 1) instead of x */
} NcsnPreset;

/* All presets, ended by one without a name. Owned by the library. */
const NcsnPreset *ncsn_presets (void);

/* The preset of this name (owned by the library), or NULL with an NCSN_ERROR_ARGUMENT that lists
 * the names. */
const NcsnPreset *ncsn_preset_find (const char *name, GError **error);

/* Sets *config to the preset's model, for pictures of this size. */
void ncsn_preset_model (const NcsnPreset *preset, guint width, guint height, guint channels,
                        NcsnModelConfig *config);

/* Sets *config to the preset's training; the other settings have their defaults. */
void ncsn_preset_training (const NcsnPreset *preset, NcsnTrainConfig *config);

G_END_DECLS
