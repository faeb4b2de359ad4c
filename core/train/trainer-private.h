/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a trainer, for the files of core/train/ that work on it. */
#pragma once

#include "ncsn/train.h"
#include "train/batch-ahead.h"
#include "train/loss-watch.h"
#include "train/gradient-batch.h"

G_BEGIN_DECLS

struct _NcsnTrainer {
  NcsnTrainConfig config;
  NcsnModel *model;     /* not owned; its values are the running weights */
  NcsnThreads *threads; /* not owned */
  NcsnBatchFunc batch;
  gpointer batch_data;

  /* stored in checkpoints, with the weights */
  float *average, *m, *v; /* one block each, laid out as the weights */
  guint64 iteration;
  double seconds;
  double reserve;      /* seconds of the limit for the work before and after the steps */
  double rate_scale;   /* of the learning rate: halved after every divergence */
  NcsnLossWatch watch; /* of the loss */
  double recent_sum;   /* of the losses in ncsn_trainer_recent_loss () … */
  guint recent;        /* … and their number */
  guint divergences;   /* in a row: ncsn_trainer_divergences () */
  guint64 diverged_at; /* the iteration after the last of them */
  char *settings;      /* the caller's; NULL: none */

  /* of the last step */
  double loss, rate;
  gint64 clock;             /* the time up to which `seconds` counts, in µs; 0 before the first */
  const NcsnBatch *current; /* owned by `ahead` */

  /* buffers */
  NcsnGradientBatch *gradients;
  NcsnBatchAhead *ahead;
  float *probes;  /* projections, for the sliced losses; NULL for others */
  double *lower;  /* the lower levels of this step, for consistency; NULL for other losses */
  double *ladder; /* n_levels noise levels */
  guint n_levels;
};

/* FALSE with an NCSN_ERROR_ARGUMENT when a setting is out of range, or when the model cannot learn
 * with this loss or this noise. */
gboolean ncsn_trainer_check (const NcsnModel *model, const NcsnTrainConfig *config, GError **error);

/* A trainer with its buffers, whose average, m and v are not yet those of a training. */
NcsnTrainer *ncsn_trainer_allocate (NcsnModel *model, const NcsnTrainConfig *config,
                                    NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                                    GError **error);

/* Fills this process's places of the batch of a step. An NcsnBatchDrawFunc whose `data` is the
 * trainer. It runs beside a step, so it reads only members that steps do not change. */
gboolean ncsn_trainer_draw_batch (guint64 step, NcsnBatch *batch, gpointer data, GError **error);

/* Draws projection number `round` of every picture of this step; a picture has `picture` floats. */
void ncsn_trainer_draw_probes (NcsnTrainer *trainer, guint round, gsize picture);

G_END_DECLS
