/* Networks small enough for differences. */
#pragma once

#include "model/model-private.h"

G_BEGIN_DECLS

#define NCSN_TEST_UNET_SIDE 8
#define NCSN_TEST_UNET_CLASSES 3

/* A U-Net of two levels, with attention and classes. */
NcsnModelConfig ncsn_test_unet_config (NcsnPrecondition precondition, guint channels);

/* One of each kind: the U-Net above, the authors' two with 3 noise levels for 8 × 8 pixels, and the
 * one for points of 3 numbers. */
NcsnModelConfig ncsn_test_network_config (NcsnNetwork network);

/* Weights as after some training: none zero, sums of a width near 1. (Of this draw no channel is
 * nearly flat. Where one is, the norm bends the loss so sharply that no step of a float sees its
 * slope. Likewise CIN++ where the means of the channels are alike, so the biases that the authors'
 * networks begin with are wide.) */
float *ncsn_test_network_values (const NcsnParameters *parameters);

G_END_DECLS
