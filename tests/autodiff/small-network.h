/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks that are small enough to test their gradients by differences. */
#pragma once

#include "model/model-private.h"

G_BEGIN_DECLS

#define NCSN_TEST_UNET_SIDE 8
#define NCSN_TEST_UNET_CLASSES 3

/* A U-Net of two levels, with attention and classes. */
NcsnModelConfig ncsn_test_unet_config (NcsnPrecondition precondition, guint channels);

/* One network of each kind: the U-Net above, the authors' two for 8 × 8 pixels, and the one for
 * points of 3 numbers. */
NcsnModelConfig ncsn_test_network_config (NcsnNetwork network);

/* Random weights similar to those of a trained network: none is zero, and sums have a width near 1.
 * In this draw no channel is nearly constant: its norm would curve the loss so strongly that
 * differences of floats could not measure the slope. CIN++ does the same if the means of the
 * channels are nearly equal, so the first biases of the authors' networks have a large spread. */
float *ncsn_test_network_values (const NcsnParameters *parameters);

G_END_DECLS
