/* The trainer's state, for trainer.c and checkpoint.c. */
#pragma once

#include "ncsn/train.h"
#include "train/batch-ahead.h"
#include "train/loss-watch.h"
#include "train/sweep.h"

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
  double rate_scale;   /* ½ for every time that it fell back */
  NcsnLossWatch watch; /* of the loss */
  guint falls;         /* how often it fell back in a row */
  guint64 fell_at;     /* the iteration that it last went on with after that */
  char *settings;      /* the caller's; NULL: none */

  /* of the last step */
  double loss, rate;
  gint64 uncounted;       /* µs that it took after `seconds` was measured */
  const NcsnBatch *drawn; /* owned by `ahead` */

  /* buffers */
  NcsnSweep *sweep;
  NcsnBatchAhead *ahead;
  float *probes;  /* of the sliced losses; NULL elsewhere */
  double *ladder; /* n_levels of them */
  guint n_levels;
};

/* A trainer with its buffers; average, m and v are zero. */
NcsnTrainer *ncsn_trainer_allocate (NcsnModel *model, const NcsnTrainConfig *config,
                                    NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                                    GError **error);

G_END_DECLS
