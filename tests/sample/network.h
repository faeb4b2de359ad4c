/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small network with random weights, and random pictures for it. */
#pragma once

#include "ncsn/model.h"

G_BEGIN_DECLS

/* The configuration of a small U-Net of two levels, without attention. */
void network_config_init (NcsnModelConfig *config, guint side, guint channels);

/* Moves all weights of a fresh model by random amounts. A fresh network ends in zeros; moved away
 * from there, every weight has an influence. */
void network_fill (NcsnModel *model);

/* A model of random weights. */
NcsnModel *network_new (void);

/* `count` pictures for it. */
NcsnShape network_shape (gsize count);

G_END_DECLS
