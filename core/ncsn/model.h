/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score model: its configuration, its weights and its file, and the model as a score function
 * s(x, σ) ≈ ∇ ln q_σ(x), where q_σ is the distribution of the data with Gaussian noise of standard
 * deviation σ added (Song & Ermon 2019).
 *
 * Pictures are float arrays of the shape (N, H, W, C) with values from 0 to 1; σ has the same unit.
 * Functions with a GError argument return NULL, FALSE or -1 when they fail and set the error. */
#pragma once

#include <gio/gio.h>
#include "divergence.h"
#include "ladder.h"
#include "schedule.h"
#include "score.h"
#include "symmetry.h"
#include "threads.h"

G_BEGIN_DECLS

#define NCSN_MAX_LEVELS_UNET 8
#define NCSN_MAX_CLASSES 1000

/* Between the name of a group of classes and that of a class in it: “moss/wet”. */
#define NCSN_CLASS_PART "/"

typedef enum {
  NCSN_NETWORK_UNET,   /* U-Net with attention; γ, α, β of its normalisation come from an embedding
                          of ln σ */
  NCSN_NETWORK_NCSN,   /* the authors' conditional RefineNet: a row of γ, α, β for each level of its
                          ladder (Song & Ermon 2019, appendix A) */
  NCSN_NETWORK_NCSNV2, /* the same without conditions, divided by σ (Song & Ermon 2020) */
  NCSN_NETWORK_MLP,    /* for points (1 × 1 pictures): three hidden layers on x and ln σ; never in
                          a file */
} NcsnNetwork;

/* The names of the networks in files and options ("unet", "ncsn", "ncsnv2", "mlp"), indexed by the
 * enumeration and ended by NULL. Owned by the library. */
const char *const *ncsn_network_names (void);

/* How the network's output F becomes a score: s(x, σ) = a(σ) x' + b(σ) F(c_in(σ) x', ln σ), with
 * x' = x - data_mean. The authors' networks take 2x - 1 instead of c_in x'. */
typedef enum {
  NCSN_PRECONDITION_NONE,  /* NCSN: a = 0, b = 1, c_in = 1 */
  NCSN_PRECONDITION_SIGMA, /* NCSNv2: a = 0, b = 1/σ, c_in = 1 */
  NCSN_PRECONDITION_EDM,   /* Karras et al. 2022: a = -1/(σ²+σ_d²), b = σ_d/(σ √(σ²+σ_d²)), c_in =
                              1/√(σ²+σ_d²) */
} NcsnPrecondition;

/* The names of the preconditionings in files and options ("none", "sigma", "edm"), indexed by the
 * enumeration and ended by NULL. Owned by the library. */
const char *const *ncsn_precondition_names (void);

typedef struct {
  NcsnNetwork network;
  guint width, height, channels; /* of the training pictures; channels 1 (gray) or 3 (colour) */
  guint base_channels;           /* channels at full resolution; units of an MLP */
  NcsnLadder ladder;             /* NCSN, NCSNv2: the noise levels that the network was made for */

  /* U-Net only, 0 elsewhere */
  guint n_multipliers; /* U-Net levels, each half the size of the one before */
  guint
      multipliers[NCSN_MAX_LEVELS_UNET]; /* channels at level i = base_channels × multipliers[i] */
  guint blocks;                          /* residual blocks a level */
  guint n_attention;
  guint attention[NCSN_MAX_LEVELS_UNET]; /* picture heights at which attention is applied */
  guint n_classes;                       /* 0: unconditional */

  NcsnPrecondition precondition; /* NCSN: none; NCSNv2: sigma */
  double data_mean, data_sigma;  /* of the training pixels; data_sigma is EDM's σ_d */
  NcsnSchedule schedule;         /* the model's own sampling schedule */
  gboolean patches; /* the model was trained on patches from anywhere in a picture, not on whole
                       pictures, so it can draw canvases of any size in tiles */
  NcsnSymmetry symmetry; /* of the training pictures */
  gboolean holes;     /* U-Net only: the model was trained with known pixels, without noise, around
                         holes. Its score function sees NcsnKnown, and returns the score of q_σ (x |
                         known pixels) in a hole and 0 elsewhere, whatever x has there (Batzolis et al.
                         2021, sec. 3.2: denoising score matching with the known pixels as an additional
                         input). Other models ignore known pixels. */
  gboolean noise_map; /* U-Net only: the model was trained with noise whose level changes from pixel
                         to pixel, and sees these levels (Zhang et al. 2018). Its score is
                         (D (x) - x)/σ² with each pixel's own σ, for the mean D of the clean
                         pictures. Other models ignore NcsnKnown's levels. */
  gboolean guidable;  /* U-Net with classes only: the model was also trained on pictures without a
                         class, so that scores can be guided (guidance.h). Class number n_classes
                         stands for no class. */
  gboolean coarse;    /* U-Net only: the model was trained with a coarse view of pictures as another
                         input, and with coarse pictures (view.h). Other models ignore NcsnKnown's
                         view. */
} NcsnModelConfig;

typedef struct _NcsnModel NcsnModel;

/* Sets *config to a small U-Net for pictures of this size. It is a start: the caller may change any
 * member before ncsn_model_new (). */
void ncsn_model_config_init (NcsnModelConfig *config, guint width, guint height, guint channels);

/* Sets the attention of a U-Net: at its lowest level, nowhere else. */
void ncsn_model_config_attend_lowest (NcsnModelConfig *config);

/* Sets *config to one of the authors' networks (NCSN_NETWORK_NCSN or NCSN_NETWORK_NCSNV2) with
 * `base_channels` channels (their ngf). `ladder` is that of the network and of its sampling
 * schedule. */
void ncsn_model_config_init_refinenet (NcsnModelConfig *config, NcsnNetwork network, guint width,
                                       guint height, guint channels, guint base_channels,
                                       NcsnLadder ladder);

/* Sets *config to a network for points of `dimension` numbers, with `base_channels` units a layer.
 */
void ncsn_model_config_init_mlp (NcsnModelConfig *config, guint dimension, guint base_channels,
                                 NcsnLadder ladder);

/* The number that a picture's width and height must be multiples of. */
guint ncsn_model_config_multiple (const NcsnModelConfig *config);

/* The ladder for training at fixed levels: that of NCSN and NCSNv2, else the schedule's. */
NcsnLadder ncsn_model_config_ladder (const NcsnModelConfig *config);

/* FALSE with an NCSN_ERROR_ARGUMENT when the configuration contradicts itself or is too large. */
gboolean ncsn_model_config_check (const NcsnModelConfig *config, GError **error);

/* The configuration as compact JSON, the form that files hold (transfer full). */
char *ncsn_model_config_to_json (const NcsnModelConfig *config);

/* A model with random initial weights, a function of `seed`. Fails with NCSN_ERROR_ARGUMENT or
 * NCSN_ERROR_MEMORY. */
NcsnModel *ncsn_model_new (const NcsnModelConfig *config, guint64 seed, GError **error);

/* Reads a .safetensors model file (core/model/file.h describes it). The file is treated as hostile:
 * every count, offset, name, shape and value is checked, and nothing larger than the file itself is
 * allocated before that. Fails with NCSN_ERROR_FILE, _FORMAT or _MEMORY; the message begins with
 * the file's name. */
NcsnModel *ncsn_model_load (const char *path, GError **error);

/* The same from memory; `bytes` is not kept. */
NcsnModel *ncsn_model_load_bytes (GBytes *bytes, GError **error);

/* What the header of a model file says about its model: enough to list models and to offer choices
 * for one. */
typedef struct {
  NcsnModelConfig config;
  char **class_names; /* config.n_classes names and a NULL; NULL: the classes have no names */
  char *description;  /* NULL: none */
} NcsnModelSummary;

/* Reads the header of a model file, but not the weights. The header passes the same checks as in
 * ncsn_model_load (), which can then fail only because of the weights' values or of too little
 * memory. Sets *summary, which the caller clears; it is not touched on an error. Errors are those
 * of ncsn_model_load (). */
gboolean ncsn_model_peek (const char *path, NcsnModelSummary *summary, GError **error);

void ncsn_model_summary_clear (NcsnModelSummary *summary); /* frees what it holds */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnModelSummary, ncsn_model_summary_clear)

/* Writes the model to a temporary file and renames it to `path`. Fails with NCSN_ERROR_FILE, or
 * with NCSN_ERROR_DIVERGED when a weight is not finite; the old file then stays. */
gboolean ncsn_model_save (const NcsnModel *model, const char *path, GError **error);

/* A new model with the same weights whose configuration also has holes, a noise map, a coarse view.
 * The weights of its additional inputs are 0, so that its scores are the same until it is trained.
 * What the model has already stays. For a U-Net only. */
NcsnModel *ncsn_model_with_inputs (const NcsnModel *model, gboolean holes, gboolean noise_map,
                                   gboolean coarse, GError **error);

/* A new model of a model with classes, for other classes: class i begins as number origin[i] of the
 * model's. The classes have no names yet. */
NcsnModel *ncsn_model_with_classes (const NcsnModel *model, const int *origin, guint n_classes,
                                    GError **error);

/* A new model with the same weights for patches of size × size pixels, with attention at the same
 * levels: a U-Net's weights do not depend on the size of its pictures, but what they have learnt
 * does, through means over the patch. Fails with NCSN_ERROR_ARGUMENT unless it is a U-Net of
 * patches whose levels fit into that size. */
NcsnModel *ncsn_model_with_patches (const NcsnModel *model, guint size, GError **error);

/* A new model with the same weights that is guidable; what it adds for no class begins as 0. For a
 * model with classes only. */
NcsnModel *ncsn_model_with_guidance (const NcsnModel *model, GError **error);

void ncsn_model_free (NcsnModel *model); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnModel, ncsn_model_free)

const NcsnModelConfig *ncsn_model_config (const NcsnModel *model); /* owned by the model */

/* Replace a part of the configuration that the network does not depend on. */
void ncsn_model_set_schedule (NcsnModel *model, const NcsnSchedule *schedule);
void ncsn_model_set_symmetry (NcsnModel *model, NcsnSymmetry symmetry);

/* How many of the model's numbers are trained. */
gsize ncsn_model_n_parameters (const NcsnModel *model);

/* The name of class `index` for display, owned by the model; NULL when it has none. */
const char *ncsn_model_class_name (const NcsnModel *model, guint index);

/* Whether classes of the model are parts of groups, as where each picture is a class. */
gboolean ncsn_model_has_groups (const NcsnModel *model);

/* Sets the names of all classes: n_classes strings and a NULL, which are copied. NULL: no names. */
void ncsn_model_set_class_names (NcsnModel *model, const char *const *names);

/* The index of the class with this name, or with this index in decimal. The name of a group
 * (NCSN_CLASS_PART) stands for its classes in turn: number seed modulo their count. -1 with an
 * NCSN_ERROR_ARGUMENT that lists the classes. */
int ncsn_model_find_class (const NcsnModel *model, const char *name, guint64 seed, GError **error);

/* SHA-256 of the configuration, the names of the classes and the weights, in hexadecimal (transfer
 * full). It identifies a model independently of its file name and description. */
char *ncsn_model_hash (const NcsnModel *model);

/* A text of one or more lines for display: data, licence, training. Owned by the model; NULL: none.
 */
const char *ncsn_model_description (const NcsnModel *model);
void ncsn_model_set_description (NcsnModel *model, const char *description); /* copies it */

/* A model as a score function. Pictures must have the configured channels, and widths and heights
 * that are multiples of ncsn_model_config_multiple (). The object keeps buffers between calls, so
 * only one thread may use it at a time. */
typedef struct _NcsnModelScore NcsnModelScore;

/* classes: the class of each picture of a batch, n_pictures numbers, which are copied; in a
 * guidable model n_classes stands for none; NULL for an unconditional model. model and threads must
 * outlive the object. Fails with NCSN_ERROR_ARGUMENT when a class is missing or too large. */
NcsnModelScore *ncsn_model_score_new (const NcsnModel *model, NcsnThreads *threads,
                                      const guint *classes, gsize n_pictures, GError **error);
void ncsn_model_score_free (NcsnModelScore *score);          /* NULL is allowed */
NcsnScore ncsn_model_score_function (NcsnModelScore *score); /* valid as long as `score` */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnModelScore, ncsn_model_score_free)

/* After a cancellation, evaluations fail with G_IO_ERROR_CANCELLED, within the time of one layer of
 * the network. The cancellable must outlive the object; NULL: no cancellation. */
void ncsn_model_score_set_cancellable (NcsnModelScore *score, GCancellable *cancellable);

/* The score function with its divergence; valid as long as `score`. */
NcsnDivergence ncsn_model_score_divergence (NcsnModelScore *score);

/* Sets the classes of n_pictures pictures from number first_picture on: to class_index, or, if that
 * is -1, to uniformly random classes, which depend on (seed, picture number). Zeros for an
 * unconditional model. */
void ncsn_model_choose_classes (const NcsnModel *model, int class_index, guint64 seed,
                                guint32 first_picture, guint *classes, gsize n_pictures);

G_END_DECLS
