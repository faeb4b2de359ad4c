/* A U-Net small enough for differences: two levels, with attention and classes. */
#pragma once

#include "model/model-private.h"

G_BEGIN_DECLS

#define NCSN_TEST_UNET_SIDE 8
#define NCSN_TEST_UNET_CLASSES 3

NcsnModelConfig ncsn_test_unet_config (NcsnPrecondition precondition, guint channels);

/* Weights as after some training: none zero, sums of a width near 1. (Of this draw no channel is
 * nearly flat. Where one is, the norm bends the loss so sharply that no step of a float sees its
 * slope.) */
float *ncsn_test_unet_values (const NcsnParameters *parameters);

G_END_DECLS
