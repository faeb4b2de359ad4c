/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training a model by score matching over many noise levels (Song & Ermon 2019, sec. 4.2), with
 * Adam or Muon, an exponential moving average of the weights, and checkpoints.
 *
 * Functions with a GError argument return NULL or FALSE when they fail and set the error. */
#pragma once

#include <gio/gio.h>
#include "communicator.h"
#include "model.h"
#include "score.h"

G_BEGIN_DECLS

/* Fills `count` places of a training batch, from place `first` on: the whole batch, or the part of
 * it that belongs to this process. pictures: (count, H, W, C) in [0, 1]; classes: count numbers, or
 * NULL for an unconditional model. Random choices must depend on (seed, step, place) only, so that
 * a resumed training gets the same batches, and so do several processes together. Called one step
 * ahead, in a thread of the trainer, never twice at the same time. For a model with a coarse view,
 * the places of ncsn_training_is_coarse () get coarse pictures: parts that are NCSN_COARSE times as
 * large in each direction, and NCSN_COARSE times smaller. */
typedef gboolean (*NcsnBatchFunc) (guint64 seed, guint32 step, guint first, guint count,
                                   float *pictures, guint *classes, gpointer data, GError **error);

/* Whether this place of a step's batch holds a coarse picture (view.h) if the model has a coarse
 * view: three of ten places in turn. */
gboolean ncsn_training_is_coarse (guint32 step, guint place);

/* The distribution of the training's noise levels. */
typedef enum {
  NCSN_SIGMA_LADDER,     /* uniform over the L levels of the ladder (Song & Ermon 2019, eq. 6) */
  NCSN_SIGMA_LOG_NORMAL, /* ln σ ~ N(sigma_log_mean, sigma_log_std²) (Karras et al. 2022, table 1)
                          */
} NcsnSigmaDraw;

/* The objective, at noisy pictures x̃ = x + σz and weighted by λ(σ) at every level. */
typedef enum {
  NCSN_LOSS_DSM,         /* denoising: ½ ‖s + z/σ‖² (Vincent 2011; Song & Ermon 2019, eq. 5) */
  NCSN_LOSS_SSM,         /* sliced: vᵀ∇(vᵀs) + ½ (vᵀs)² (Song et al. 2019, eq. 7) */
  NCSN_LOSS_SSM_VR,      /* sliced, variance-reduced: vᵀ∇(vᵀs) + ½ ‖s‖² (Song et al. 2019, eq. 8) */
  NCSN_LOSS_CONSISTENCY, /* ‖f(x̃, σ) - f(x + ρz, ρ)‖ with f(x, σ) = x + σ² s and ρ < σ, which tunes
                            a trained model to give pictures in one or a few evaluations (Geng et
                            al. 2024). White noise only; not for the authors' networks */
  NCSN_LOSS_ESM, /* explicit: ½ ‖s - ∇ln q_σ‖², where that is known (Hyvärinen 2005, eq. 2) */
} NcsnLoss;

/* The distribution of the projections v: N(0, I), or ±1 in each component. */
typedef enum { NCSN_PROBE_GAUSSIAN, NCSN_PROBE_RADEMACHER } NcsnProbe;

/* The noise of training pictures: white, or in every other picture of a batch that of a camera,
 * which core/camera/ draws at random. The latter is for models with a noise map of pictures in
 * colour, of 8 × 8 pixels or more, and for NCSN_LOSS_DSM. */
typedef enum { NCSN_NOISE_WHITE, NCSN_NOISE_CAMERA } NcsnNoise;

/* How weights change. Muon makes the steps of most matrices orthogonal, and learns more in the same
 * time; it is not for networks of points. */
typedef enum {
  NCSN_OPTIMIZER_ADAM, /* Kingma & Ba 2015 */
  NCSN_OPTIMIZER_MUON, /* Jordan et al. 2024; Adam for other weights */
} NcsnOptimizer;

/* A learning rate that suits Muon. */
#define NCSN_MUON_RATE 6e-3

/* What suits NCSN_LOSS_CONSISTENCY: a learning rate, small because the model has learnt before, and
 * the average of Geng et al. (2024). */
#define NCSN_CONSISTENCY_RATE 2e-3
#define NCSN_CONSISTENCY_EMA 0.9993

/* The names of these choices in options and checkpoints ("ladder", "log-normal"; "dsm", "ssm",
 * "ssm-vr", "consistency", "esm"; "gaussian", "rademacher"; "white", "camera"; "adam", "muon"),
 * indexed by the enumeration and ended by NULL. Owned by the library. */
const char *const *ncsn_sigma_draw_names (void);
const char *const *ncsn_loss_names (void);
const char *const *ncsn_probe_names (void);
const char *const *ncsn_noise_names (void);
const char *const *ncsn_optimizer_names (void);

typedef struct {
  guint64 seed;
  guint batch; /* pictures a step */
  double learning_rate;
  gboolean constant_rate; /* FALSE: the rate falls linearly to 0 towards the end */
  guint warmup;           /* steps over which the rate rises from 0 */
  guint64 iterations;     /* limit on the number of steps in all; 0: none */
  double seconds;         /* limit on ncsn_trainer_seconds (); 0: none */
  double ema;             /* m of θ' ← m θ' + (1-m) θ, with m = min(ema, (1+t)/(10+t)) */
  double clip;            /* maximal norm of the whole gradient; 0: no clipping */
  NcsnSigmaDraw sigma_draw;
  double sigma_log_mean, sigma_log_std;
  NcsnLoss loss;
  guint projections; /* vectors v a picture, for the sliced losses */
  NcsnProbe probe;
  NcsnNoise noise;
  NcsnOptimizer optimizer;
  NcsnScore truth; /* ∇ln q_σ, for NCSN_LOSS_ESM only; called from several threads at once. Not
                      stored in checkpoints */
  const NcsnCommunicator *communicator; /* of the processes that share each batch and start from
                                           the same state; NULL: this process alone. Not owned, not
                                           stored in checkpoints */
} NcsnTrainConfig;

typedef struct _NcsnTrainer NcsnTrainer;

/* Sets *config to the defaults, without limits. */
void ncsn_train_config_init (NcsnTrainConfig *config);

/* Sets the mean of ln σ to suit pixels of this standard deviation: ln σ_d - 0.5, which is the -1.2
 * of Karras et al. (2022, table 1) for their σ_d = 0.5. For NCSN_LOSS_CONSISTENCY, the mean of
 * Geng et al. (2024): ln σ_d - 0.4, and their deviation 2. */
void ncsn_train_config_suit_data (NcsnTrainConfig *config, double data_sigma);

/* FALSE with an NCSN_ERROR_ARGUMENT that names the first setting out of range. */
gboolean ncsn_train_config_check (const NcsnTrainConfig *config, GError **error);

/* A trainer that continues from the present weights of `model`. During the training, the model has
 * the current weights, not their average. model, threads and batch_data must outlive the trainer.
 * Fails with NCSN_ERROR_ARGUMENT or NCSN_ERROR_MEMORY. */
NcsnTrainer *ncsn_trainer_new (NcsnModel *model, const NcsnTrainConfig *config,
                               NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                               GError **error);

/* A trainer that continues from a checkpoint with the same bits as an uninterrupted training. The
 * limits (iterations, seconds), truth and communicator come from `config`, everything else from the
 * checkpoint. Sets *model to the new model (transfer full). Fails with NCSN_ERROR_FILE or
 * NCSN_ERROR_FORMAT when there is no checkpoint or it is damaged; the message begins with the path.
 */
NcsnTrainer *ncsn_trainer_resume (const char *checkpoint, const NcsnTrainConfig *config,
                                  NcsnThreads *threads, NcsnBatchFunc batch, gpointer batch_data,
                                  NcsnModel **model, GError **error);
void ncsn_trainer_free (NcsnTrainer *trainer); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnTrainer, ncsn_trainer_free)

/* Makes one step: batch, noise, loss, gradients, weights, average. The learning rate falls linearly
 * to 0 towards the nearer of the two limits. Fails with NCSN_ERROR_DIVERGED in two cases:
 *  - The loss or its gradient is not finite. The weights are then as before the step.
 *  - The running mean of the loss over about 100 steps has been above 4 times its lowest value for
 *    100 steps in a row. Losses that can be negative, such as sliced ones, have no such limit.
 *
 * With a communicator, all processes make every step. Loss, rate, seconds (by the clock of process
 * 0) and NCSN_ERROR_DIVERGED are then the same in all processes; after any other failure in one
 * process, the others wait for it without end. */
gboolean ncsn_trainer_step (NcsnTrainer *trainer, GError **error);

/* FALSE while the running mean of the loss is above 4 times its lowest value. Such a state should
 * not be saved as a checkpoint: within 100 steps either the mean falls again or the step fails. */
gboolean ncsn_trainer_is_stable (const NcsnTrainer *trainer);

/* Reserves this many seconds of the time limit, at most half of it, for the work before the first
 * step and after the last. May change from step to step. With several processes, the value of
 * process 0 counts. */
void ncsn_trainer_reserve (NcsnTrainer *trainer, double seconds);

/* Changes learning_rate, warmup, ema and clip to those of `config`. A new rate is used as given,
 * even if the rate was halved after a divergence. Fails with NCSN_ERROR_ARGUMENT. */
gboolean ncsn_trainer_adjust (NcsnTrainer *trainer, const NcsnTrainConfig *config, GError **error);

/* After NCSN_ERROR_DIVERGED: restores weights, average, moments and the running mean from a
 * checkpoint of this training, and halves the rate. Steps and seconds continue, so that the batches
 * differ from those of the divergence. Fails with NCSN_ERROR_FILE or NCSN_ERROR_FORMAT. */
gboolean ncsn_trainer_go_back (NcsnTrainer *trainer, const char *checkpoint, GError **error);

/* The number of divergences in a row: those with fewer than 200 steps between them. */
guint ncsn_trainer_divergences (const NcsnTrainer *trainer);

gboolean ncsn_trainer_finished (const NcsnTrainer *trainer); /* whether a limit is reached */
guint64 ncsn_trainer_iteration (const NcsnTrainer *trainer); /* steps made */

/* The time from the start of the first step to the end of the last, including the caller's work
 * between steps and the time of earlier runs. */
double ncsn_trainer_seconds (const NcsnTrainer *trainer);

/* The loss of the last step: the mean over the batch, divided by the number of dimensions. */
double ncsn_trainer_loss (const NcsnTrainer *trainer);
double ncsn_trainer_mean_loss (const NcsnTrainer *trainer); /* its running mean */

/* The mean of the losses since the last iteration that is a multiple of NCSN_RECENT_STEPS, so that
 * at the next multiple it covers that many steps. Checkpoints store it, so that a resumed training
 * reports the same means. 0 before the first step. */
#define NCSN_RECENT_STEPS 10
double ncsn_trainer_recent_loss (const NcsnTrainer *trainer);
double ncsn_trainer_rate (const NcsnTrainer *trainer); /* learning rate of the last step */
const NcsnTrainConfig *ncsn_trainer_config (const NcsnTrainer *trainer); /* owned by it */

/* Saves all that resuming needs: weights, their average, the optimizer's moments, counters,
 * configuration and a digest of the file. The file is written aside, synced and renamed. An
 * undamaged checkpoint at `path` is kept as ncsn_checkpoint_previous (); a damaged one is replaced,
 * and the previous one stays. At any moment at least one of the two files is complete. Fails with
 * NCSN_ERROR_FILE. */
gboolean ncsn_trainer_save_checkpoint (const NcsnTrainer *trainer, const char *path,
                                       GError **error);

/* The path of the checkpoint before the one at `path` (transfer full). */
char *ncsn_checkpoint_previous (const char *path);

/* Sets a text of the caller, such as where the pictures are, that checkpoints store. Copied. */
void ncsn_trainer_set_settings (NcsnTrainer *trainer, const char *settings);

/* The caller's text in a checkpoint, empty if there is none (transfer full); sets *iteration to the
 * number of its steps. Checks the whole file first: its digest (the first version has none), and
 * that every number is in its range. Fails with NCSN_ERROR_FILE or NCSN_ERROR_FORMAT; the message
 * begins with the path. */
char *ncsn_checkpoint_settings (const char *path, guint64 *iteration, GError **error);

/* Recovers checkpoints that a killed program has written but not yet renamed to `path`. The newest
 * complete one replaces the checkpoint at `path` if it is newer or that one is damaged; an
 * undamaged one becomes the previous checkpoint. Returns whether it did. To be called before a
 * training is resumed, while no other program writes there. */
gboolean ncsn_checkpoint_rescue (const char *path);

/* A new model with the averaged (EMA) weights, which is the one to sample from and to publish.
 * Fails with NCSN_ERROR_MEMORY. */
NcsnModel *ncsn_trainer_average (const NcsnTrainer *trainer, GError **error);

G_END_DECLS
