/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model small enough to train in a test. */
#pragma once

#include "small-network.h"

G_BEGIN_DECLS

#define NCSN_TEST_SIDE NCSN_TEST_UNET_SIDE
#define NCSN_TEST_PIXELS (NCSN_TEST_SIDE * NCSN_TEST_SIDE)

/* Grey 8×8 pictures, 8 and 16 channels, attention at 4×4. */
NcsnModel *ncsn_test_model (NcsnPrecondition precondition, guint n_classes);

/* An NcsnBatchFunc with four pictures (stripes, a chequerboard, a square) and their classes 0 … 3.
 * The choice for a place of a batch depends on (seed, step, place) only. */
gboolean ncsn_test_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                          guint *classes, gpointer data, GError **error);

/* Writes picture 0 … 3, NCSN_TEST_PIXELS floats. */
void ncsn_test_picture (guint index, float *pixels);

/* Random pictures with the model's mean and standard deviation, the same ones for the same `item`
 * (transfer full, g_free). */
float *ncsn_test_pictures (guint count, guint32 item);

G_END_DECLS
