/* The authors' settings, by name: which network, which noise levels, how it was trained and how it
 * samples (the configuration files of their published code). */
#pragma once

#include "model.h"
#include "train.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;
  NcsnNetwork network;
  guint side, channels; /* of the pictures, which are square */
  guint base_channels;  /* ngf */
  NcsnLadder ladder;
  guint steps;    /* T */
  double epsilon; /* in the published form: twice their step_lr */
  gboolean denoise;
  guint batch;
  double rate; /* Adam's, constant */
  guint64 iterations;
  double ema;          /* 0: no average */
  gboolean flip;       /* half of the pictures are mirrored */
  gboolean dequantize; /* (255 x + u)/256 with u ~ U[0, 1) instead of x */
} NcsnPreset;

/* All of them, ended by one without a name. */
const NcsnPreset *ncsn_presets (void);

/* The preset of this name, or NULL with an error that lists the names. */
const NcsnPreset *ncsn_preset_find (const char *name, GError **error);

/* Its model for pictures of this size and its training, everything else as
 * ncsn_train_config_init () leaves it. */
void ncsn_preset_model (const NcsnPreset *preset, guint width, guint height, guint channels,
                        NcsnModelConfig *config);
void ncsn_preset_training (const NcsnPreset *preset, NcsnTrainConfig *config);

G_END_DECLS
