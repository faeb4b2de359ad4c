/* What a bench worker can be asked to do, each as a thing that is prepared once and run many times.
 */
#pragma once

#include "ncsn/shape.h"
#include "ncsn/threads.h"

G_BEGIN_DECLS

typedef struct _Work Work;

struct _Work {
  gboolean (*run) (Work *work, GError **error);
  NcsnThreads *threads;
  const float *output; /* of the last run; NULL where there is nothing to compare */
  gsize output_size;   /* floats */
};

/* What the command line says. */
typedef struct {
  char **arguments; /* those of this kind alone, NULL-terminated; their number has been checked */
  NcsnShape shape;  /* of the input (N, H, W, C) */
  float *input;     /* what the input file holds, at least the pictures */
} WorkOrder;

/* Each returns a new work, which lives as long as the process, or NULL with an error. */

/* MODEL SIGMA: the score of the pictures in the input; the output is (N, H, W, C). */
Work *work_evaluate (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* MODEL SIGMA: the score of one canvas (1, H, W, C) by patches of the model's size; no output to
 * compare, for the grid moves from run to run. */
Work *work_canvas (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* MODEL: whole training steps on the pictures in the input. */
Work *work_train (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* MODEL SIGMA: loss and gradient of denoising score matching; the input is pictures, then noise of
 * the same size; the output is the gradient by each parameter, in the order of the model's file. */
Work *work_gradient (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* CHANNELS KERNEL DILATION: one convolution; the input is pictures, weights (k, k, C_in, C_out) and
 * bias. */
Work *work_conv (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* The product of two SIDE × SIDE matrices, where the shape is (1, SIDE, SIDE, 1) and the input two
 * of them: by OpenBLAS's own threads, or by single-threaded products on the pool. */
Work *work_gemm_blas (const WorkOrder *order, NcsnThreads *threads, GError **error);
Work *work_gemm_pool (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* TIMES COLUMNS: that many products of M × K and K × COLUMNS matrices by the inner loop that
 * NCSN_SIMD chooses, where the shape is (1, M, K, 1) and the input both matrices, the second in the
 * order of NcsnProduct's panels; the threads share them. No output. */
Work *work_product (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* TIMES MULTIPLICATIONS: that many times so many multiply-adds in registers, with the instructions
 * that the same inner loop has; MULTIPLICATIONS is a multiple of 192. No output. */
Work *work_peak (const WorkOrder *order, NcsnThreads *threads, GError **error);

/* NETWORK FEATURES SIDE CHANNELS MULTIPLIERS: a model of random weights, none of them 0, written to
 * `path`. MULTIPLIERS, such as 1,2,2, are the U-Net's. */
gboolean work_make_model (char **arguments, const char *path, GError **error);

G_END_DECLS
