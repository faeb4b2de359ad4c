/* Training: score matching over many noise levels. */
#pragma once

#include <gio/gio.h>
#include "communicator.h"
#include "model.h"
#include "score.h"

G_BEGIN_DECLS

/* Fills `count` places of a training batch, from place `first` on: the whole batch, or one
 * process's share of it. pictures: (count, H, W, C) in [0, 1]; classes: count numbers, NULL for an
 * unconditional model. Everything random must depend on (seed, step, place) only, so that a resumed
 * run sees the same batches, and so do several processes together. Called a step ahead, on a thread
 * of the trainer's own, one call at a time. */
typedef gboolean (*NcsnBatchFunc) (guint64 seed, guint32 step, guint first, guint count,
                                   float *pictures, guint *classes, gpointer data, GError **error);

typedef enum {
  NCSN_SIGMA_LADDER,     /* uniformly one of the schedule's L levels (Song & Ermon 2019, eq. 6) */
  NCSN_SIGMA_LOG_NORMAL, /* ln σ ~ N(sigma_log_mean, sigma_log_std²) (Karras et al. 2022, table 1)
                          */
} NcsnSigmaDraw;

/* The objective, at noisy pictures x̃ = x + σz and weighted by λ(σ) at every level. */
typedef enum {
  NCSN_LOSS_DSM,    /* denoising: ½ ‖s + z/σ‖² (Vincent 2011; Song & Ermon 2019, eq. 5) */
  NCSN_LOSS_SSM,    /* sliced: vᵀ∇(vᵀs) + ½ (vᵀs)² (Song et al. 2019, eq. 7) */
  NCSN_LOSS_SSM_VR, /* sliced, variance-reduced: vᵀ∇(vᵀs) + ½ ‖s‖² (Song et al. 2019, eq. 8) */
  NCSN_LOSS_ESM,    /* explicit: ½ ‖s - ∇ln q_σ‖², where that is known (Hyvärinen 2005, eq. 2) */
} NcsnLoss;

/* What v is drawn from: N(0, I), or ±1 each. */
typedef enum { NCSN_PROBE_GAUSSIAN, NCSN_PROBE_RADEMACHER } NcsnProbe;

/* The names of these choices in options and checkpoints, indexed by the enumeration and ended by
 * NULL. Owned by the library. */
const char *const *ncsn_sigma_draw_names (void);
const char *const *ncsn_loss_names (void);
const char *const *ncsn_probe_names (void);

typedef struct {
  guint64 seed;
  guint batch;
  double learning_rate;
  gboolean constant_rate; /* keep it, instead of lowering it to 0 towards the end */
  guint warmup;           /* steps over which the rate grows from 0 */
  guint64 iterations;     /* stop after so many steps in all; 0: no limit */
  double seconds;         /* stop after so long in all, as ncsn_trainer_seconds () has it; 0: no
                             limit */
  double ema;             /* m of θ' ← m θ' + (1-m) θ, with m = min(ema, (1+t)/(10+t)) */
  double clip;            /* largest norm of the whole gradient; 0: no clipping */
  NcsnSigmaDraw sigma_draw;
  double sigma_log_mean, sigma_log_std;
  NcsnLoss loss;
  guint projections; /* vectors v a picture, for the sliced losses */
  NcsnProbe probe;
  NcsnScore truth; /* ∇ln q_σ, for NCSN_LOSS_ESM only; called from several threads at once; not part
                      of checkpoints */
  const NcsnCommunicator *communicator; /* of the processes that share each batch, which all train
                                           from the same state; NULL: alone. Not owned, and not part
                                           of checkpoints */
} NcsnTrainConfig;

typedef struct _NcsnTrainer NcsnTrainer;

void ncsn_train_config_init (NcsnTrainConfig *config);

/* Sets the mean of ln σ to what suits pixels of this standard deviation: ln σ_d - 0.5, which is the
 * -1.2 of Karras et al. (2022, table 1), whose pixels have σ_d = 0.5. */
void ncsn_train_config_suit_data (NcsnTrainConfig *config, double data_sigma);

gboolean ncsn_train_config_check (const NcsnTrainConfig *config, GError **error);

/* A trainer that starts `model` from its present weights. model, threads and data must outlive it;
 * the model's weights are the running ones during training. */
NcsnTrainer *ncsn_trainer_new (NcsnModel *model, const NcsnTrainConfig *config,
                               NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                               GError **error);

/* A trainer that goes on exactly where the checkpoint stopped; the limits (iterations, seconds) are
 * taken from `config`, everything else from the checkpoint. *model receives the new model (transfer
 * full). A checkpoint that is not there, or is not whole, is an NCSN_ERROR_FILE or _FORMAT. */
NcsnTrainer *ncsn_trainer_resume (const char *checkpoint, const NcsnTrainConfig *config,
                                  NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                                  NcsnModel **model, GError **error);
void ncsn_trainer_free (NcsnTrainer *trainer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnTrainer, ncsn_trainer_free)

/* One step: batch, noise, loss, gradients, Adam, EMA. The rate falls linearly to 0 towards the
 * nearer of the two limits. Fails with NCSN_ERROR_DIVERGED when the loss or its gradient is not
 * finite, with weights then as before, or when the loss has run away: when its running mean over
 * about 100 steps has been above 4 times the lowest that it ever was, for 100 steps in a row.
 * Losses that can be negative, as the sliced ones, have no such multiple.
 *
 * With a communicator all processes take every step. Loss, rate, seconds (by the clock of process
 * 0) and NCSN_ERROR_DIVERGED are then the same in all; after any other failure in one, the others
 * wait for it in vain. */
gboolean ncsn_trainer_step (NcsnTrainer *trainer, GError **error);

/* Whether nothing speaks against keeping this state: FALSE while the mean is above that multiple,
 * for at most 100 steps, when it has come down or the training has diverged. */
gboolean ncsn_trainer_is_stable (const NcsnTrainer *trainer);

/* Keeps so many seconds of the limit, but no more than half of it, for what comes before the first
 * step and after the last. May change from step to step; of several processes that of process 0
 * counts. */
void ncsn_trainer_reserve (NcsnTrainer *trainer, double seconds);

/* Goes on with another learning_rate, warmup, ema and clip. A new rate is used as it is, also where
 * the training fell back before. */
gboolean ncsn_trainer_adjust (NcsnTrainer *trainer, const NcsnTrainConfig *config, GError **error);

/* After NCSN_ERROR_DIVERGED: takes weights, average, moments and the running mean back to a
 * checkpoint of this training, and halves the rate. Steps and seconds go on to count, so that the
 * batches are others than those that it diverged over. */
gboolean ncsn_trainer_go_back (NcsnTrainer *trainer, const char *checkpoint, GError **error);

/* How often it fell back in a row: with fewer than 200 steps in between. */
guint ncsn_trainer_divergences (const NcsnTrainer *trainer);

gboolean ncsn_trainer_finished (const NcsnTrainer *trainer);
guint64 ncsn_trainer_iteration (const NcsnTrainer *trainer); /* steps done */
/* From the beginning of the first step to the end of the last, with whatever the caller did in
 * between, and as much of earlier runs. */
double ncsn_trainer_seconds (const NcsnTrainer *trainer);
double ncsn_trainer_loss (
    const NcsnTrainer *trainer); /* of the last step: mean over the batch, per dimension */
double ncsn_trainer_mean_loss (const NcsnTrainer *trainer); /* the running mean of those */

/* The mean of those since the last iteration that this divides: at the next one, of as many steps.
 * Checkpoints have it, so that a training in parts tells what one in a piece does. 0 before the
 * first step. */
#define NCSN_RECENT_STEPS 10
double ncsn_trainer_recent_loss (const NcsnTrainer *trainer);
double ncsn_trainer_rate (const NcsnTrainer *trainer); /* learning rate of the last step */
const NcsnTrainConfig *ncsn_trainer_config (const NcsnTrainer *trainer);

/* Everything needed to go on: weights, their average, Adam's moments, counters, configuration;
 * written aside, synced and renamed, with a digest of it all. The checkpoint that was at `path` is
 * kept, under the name of ncsn_checkpoint_previous (), unless it is damaged: then the one that has
 * that name already stays. Whenever the program ends, one of the two is there and whole. */
gboolean ncsn_trainer_save_checkpoint (const NcsnTrainer *trainer, const char *path,
                                       GError **error);

/* The name of the checkpoint before the one at `path` (transfer full). */
char *ncsn_checkpoint_previous (const char *path);

/* A text of the caller's, such as where the pictures are, that checkpoints keep. */
void ncsn_trainer_set_settings (NcsnTrainer *trainer, const char *settings);

/* The text in a checkpoint (transfer full), empty when there was none, and the number of its steps,
 * after looking whether the whole file is one that a training can go on from: that its digest is
 * right (older versions wrote none), and every number in its range. Errors begin with the path. */
char *ncsn_checkpoint_settings (const char *path, guint64 *iteration, GError **error);

/* Looks for whole checkpoints that programs which were killed have left aside, under the name that
 * they are written under, and puts the newest in place if it is newer than the one at `path`, or
 * that one is not whole. Returns whether it did; the one at `path` is then the one before, if it is
 * whole. For before a training is resumed, and nobody else writes there. */
gboolean ncsn_checkpoint_rescue (const char *path);

/* A new model with the averaged (EMA) weights: the one to sample from and to ship. */
NcsnModel *ncsn_trainer_average (const NcsnTrainer *trainer, GError **error);

G_END_DECLS
