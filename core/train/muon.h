/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"): momentum
 * that is made orthogonal, so that a step changes all directions of a matrix equally. */
#pragma once

#include "nn/parameters.h"
#include "train/adam.h"

G_BEGIN_DECLS

#define NCSN_MUON_MOMENTUM 0.95

/* Whether Muon changes this parameter: the weights of a convolution or a linear layer that do not
 * begin as 0. As a matrix they have a row for each tap and input channel, and a column for each
 * output channel. */
gboolean ncsn_muon_is_matrix (const NcsnParameter *parameter);

/* Replaces X, m × n with m ≥ n and ‖X‖_F ≤ 1, by nearly U Vᵀ of its singular value decomposition U
 * S Vᵀ: singular values above 0.02 become 0.6 to 1.3. By five rounds of X ← X (a + b XᵀX + c
 * (XᵀX)²), the iteration of Newton and Schulz with Jordan's coefficients. scratch:
 * ncsn_muon_scratch (m, n) floats. */
void ncsn_muon_orthogonalise (float *x, gsize m, gsize n, float *scratch);
gsize ncsn_muon_scratch (gsize m, gsize n);

/* Makes one step of all parameters, whose places are those of the arrays: m ← βm + (1-β)g and θ ← θ
 * - 0.2 rate √max(rows, columns) O for matrices, with O from βm + (1-β)g (Nesterov's momentum; the
 * factor gives steps the size of Adam's: Liu et al. 2025, "Muon is scalable for LLM training", eq.
 * 4), and ncsn_adam_step () for others. Then the average. */
void ncsn_muon_step (const NcsnParameters *parameters, const NcsnAdam *arrays, NcsnAdamStep step,
                     NcsnThreads *threads);

G_END_DECLS
