/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of work of the bench's worker. Each is prepared once and then run many times. */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

typedef struct _Work Work;

struct _Work {
  gboolean (*run) (Work *work, GError **error);
  NcsnThreads *threads;
  const float *output; /* of the last run; NULL if there is nothing to compare */
  gsize output_size;   /* floats */
};

/* The command line of a worker. */
typedef struct {
  char **arguments; /* of this kind, NULL-terminated; their number has been checked */
  NcsnShape shape;  /* of the input (N, H, W, C) */
  float *input;     /* the numbers of the input file: the pictures first */
} WorkOrder;

/* Each function returns new work, which lives as long as the process, or NULL with an error. The
 * line above it gives the arguments. */

/* MODEL SIGMA: the score of the pictures in the input; the output is (N, H, W, C). */
Work *work_evaluate (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* MODEL SIGMA: the score of one canvas (1, H, W, C) by patches of the model's size. No output: the
 * grid of patches moves from run to run. */
Work *work_canvas (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* MODEL: complete training steps on the pictures in the input. No output. */
Work *work_train (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* MODEL SIGMA: loss and gradient of denoising score matching. The input is pictures, then noise of
 * the same size. The output is the gradient by each parameter, in the order of the model's file. */
Work *work_gradient (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* CHANNELS KERNEL DILATION: one convolution. The input is pictures, weights (k, k, C_in, C_out) and
 * bias. */
Work *work_conv (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* The product of two SIDE × SIDE matrices: by OpenBLAS's own threads, or by single-threaded
 * OpenBLAS products on our pool. The shape is (1, SIDE, SIDE, 1), the input both matrices. No
 * output. */
Work *work_gemm_blas (const WorkOrder *order, NcsnThreads *threads, GError **error);
Work *work_gemm_pool (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* TIMES COLUMNS: TIMES products of an M × K and a K × COLUMNS matrix by the inner loop that
 * NCSN_SIMD chooses, shared among the threads. The shape is (1, M, K, 1), the input both matrices,
 * the second in the order of NcsnProduct's panels. No output. */
Work *work_product (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* TIMES MULTIPLICATIONS: TIMES jobs of MULTIPLICATIONS multiply-adds in registers, with the
 * instructions of the same inner loop. MULTIPLICATIONS is a multiple of 192. No output. */
Work *work_peak (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* NETWORK FEATURES SIDE CHANNELS MULTIPLIERS: writes a model of random weights, none of them 0, to
 * `path`. FEATURES are the base channels; MULTIPLIERS, such as 1,2,2, are the U-Net's. */
gboolean work_make_model (char **arguments, const char *path, GError **error);

G_END_DECLS
