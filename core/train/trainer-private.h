/* The trainer's state, for the files that it is made of. */
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

  /* what a checkpoint holds, besides the weights */
  float *average, *m, *v; /* one block each, laid out as the weights */
  guint64 iteration;
  double seconds;
  double reserve;      /* seconds of the limit that are for what comes before and after the steps */
  double rate_scale;   /* ½ for every time that it fell back */
  NcsnLossWatch watch; /* of the loss */
  double recent_sum;   /* of the losses in ncsn_trainer_recent_loss () … */
  guint recent;        /* … and how many these are */
  guint divergences;   /* in a row, with fewer than RECOVERED steps between them */
  guint64 diverged_at; /* the iteration that it last went on with after that */
  char *settings;      /* the caller's; NULL: none */

  /* of the last step */
  double loss, rate;
  gint64 clock;           /* until when `seconds` counts; 0 before the first */
  const NcsnBatch *drawn; /* owned by `ahead` */

  /* buffers */
  NcsnGradientBatch *gradients;
  NcsnBatchAhead *ahead;
  float *probes;  /* of the sliced losses; NULL elsewhere */
  double *ladder; /* n_levels of them */
  guint n_levels;
};

/* A trainer with its buffers; average, m and v are zero. */
NcsnTrainer *ncsn_trainer_allocate (NcsnModel *model, const NcsnTrainConfig *config,
                                    NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                                    GError **error);

/* Fills the places of a step's batch that this process has; an NcsnBatchDrawFunc, `data` is the
 * trainer. Runs beside a step: of the trainer it reads only what stays as it is. */
gboolean ncsn_trainer_draw_batch (guint64 step, NcsnBatch *batch, gpointer data, GError **error);

/* Draws projection number `round` of every picture of this step, of `picture` floats each. */
void ncsn_trainer_draw_probes (NcsnTrainer *trainer, guint round, gsize picture);

G_END_DECLS
